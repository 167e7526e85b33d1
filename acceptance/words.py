"""What people write to a front desk: the words of the project's own letters."""

import base64
from dataclasses import dataclass

# One grey pixel.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True)
class Letter:
    """One letter's words. encoding: the content transfer encoding, None where Python may choose."""

    number: int
    sender: str
    subject: str
    text: str
    charset: str = "utf-8"
    encoding: str | None = None


SPOKEN = (
    Letter(1, "Ann Reed <ann@mill.test>", "The hall lamp is out", "It has been dark since Monday.", "us-ascii", "7bit"),
    Letter(
        2, "Jörg Maß <joerg@saege.test>", "Größe der Lampen", "Bitte zwei große für die Säge.", "iso-8859-1", "8bit"
    ),
    Letter(3, "Zoë <zoe@atelier.test>", "Prix en €", "Combien coûte la réparation, en € ?", "iso-8859-15"),
    Letter(4, "Łukasz <lukasz@kuznia.test>", "Źle działa", "Drzwi się nie zamykają. Proszę o pomoc.", "iso-8859-2"),
    Letter(5, "Ольга <olga@most.test>", "Не работает лифт", "Лифт стоит на третьем этаже.", "koi8-r", "8bit"),
    Letter(6, "Іван <ivan@mist.test>", "Ключ", "Загубили ключ від складу, допоможіть.", "windows-1251"),
    Letter(7, "山田 <yamada@hako.test>", "鍵について", "倉庫の鍵が見つかりません。", "iso-2022-jp", "7bit"),
    Letter(8, "佐藤 <sato@hako.test>", "請求書", "十一月の請求書を再送してください。", "shift_jis", "base64"),
    Letter(9, "李 <li@cheng.test>", "门锁坏了", "三楼的门锁坏了，请派人来。", "gb18030", "base64"),
    Letter(10, "陳 <chen@cheng.test>", "燈不亮", "走廊的燈不亮，謝謝。", "big5", "base64"),
    Letter(11, "김 <kim@dari.test>", "문의", "창고 문이 열리지 않습니다.", "euc-kr", "base64"),
    Letter(12, "Νίκος <nikos@gefyra.test>", "Το φως", "Το φως στον διάδρομο δεν ανάβει.", "iso-8859-7"),
    Letter(13, "דנה <dana@gesher.test>", "המפתח", "המפתח של המחסן אבד.", "iso-8859-8", "base64"),
    Letter(14, "سمر <samar@jisr.test>", "الباب", "باب المخزن لا يفتح منذ أمس.", "windows-1256", "base64"),
    Letter(15, "Ayşe <ayse@kopru.test>", "Işık", "Koridordaki ışık yanmıyor, teşekkürler.", "iso-8859-9"),
    Letter(
        16, "Mia 🌻 <mia@garden.test>", "Keys 🔑 and lamps 💡", "Both are gone 😱, and it is dark.", "utf-8", "base64"
    ),
    Letter(17, "Tran <tran@cau.test>", "Đèn hành lang", "Đèn không sáng từ thứ Hai.", "utf-8", "8bit"),
    Letter(18, "Wide <wide@tower.test>", "In sixteen bits", "Every letter takes two.", "utf-16", "base64"),
)

LETTERS = (
    Letter(31, "Flo <flo@river.test>", "Long lines", "This is a calm letter. It flows. It has soft ends. That is all."),
    Letter(32, "Alma <alma@mill.test>", "Two forms of one", "Once plain, once in HTML. Please read one."),
    Letter(33, "Hugo <hugo@quarry.test>", "Only HTML", "There is no plain part; and a script that must not run."),
    Letter(34, "Jürgen <juergen@saege.test>", "Tür klemmt", "Die Tür zum Büro klemmt, wenn es schüttet."),
    Letter(35, "Bill <bill@quarry.test>", "My bill", "The bill is attached. Is the second line right?"),
    Letter(36, "Ute <ute@dosen.test>", "Überblick", "Der Überblick hängt an."),
    Letter(37, "Lara <lara@garden.test>", "A picture of the lamp", "See below, it hangs by one screw."),
    Letter(38, "Theo <theo@tower.test>", "All of it", "A picture, a table and this text."),
    Letter(39, "Eve <eve@tower.test>", "Screen", ""),
    Letter(40, "Paul <paul@mill.test>", "Fwd: Flour, again", "Otto wrote this. Is it yours to answer?"),
    Letter(41, "Nina <nina@mill.test>", "Visit on 1 December", "Could somebody come at nine?"),
    Letter(42, "Rae <rae@river.test>", "Re: Which floor?", "The second. Since Sunday."),
    Letter(43, "M. Birke <birke@haus.test>", "AW: Welcher Stock?", "Der dritte."),
    Letter(44, "Gus <gus@quarry.test>", "For all of us", "Answer the office, please, not me."),
    Letter(45, "Pia <pia@lock.test>", "Signed", "My program signs what I write."),
    Letter(46, "Søren <soeren@bro.test>", "Lyset på gangen", "Lyset på gangen er gået.", "utf8 headers"),
)
