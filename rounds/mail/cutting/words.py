"""How mail programs say who wrote what they quote, and what they put below, in the languages of people who write to us."""

import re

# ruff: noqa: E501 - tables of words

WROTE = (
    "wrote", "writes", "schrieb", "geschrieben", "a écrit", "écrivait", "escribió", "escribio", "escribió", "va escriure", "schreef", "geschreven",
    "ha scritto", "scrive", "escreveu", "skrev", "skrifaði", "napisał", "napisał(a)", "napisała", "napisal", "napsal", "napsal(a)",
    "napísal", "kirjoitti", "написал", "написал(а)", "написала", "пишет", "пише", "написав", "писал", "a scris", "ezt írta", "írta", "yazdı",
    "έγραψε", "napisao je", "je napisao", "je napisal", "rašė", "rakstīja", "menulis", "đã viết", "ให้เขียน", "さんは書きました", "のメール", "写道", "寫道",
    "寫於", "작성", "님이 작성", "schreibt", "said", "posted",
)  # fmt: skip
"""The verb behind which a quote begins."""

FROM = (
    "from", "von", "de", "van", "da", "från", "fra", "od", "от", "від", "mittente", "expéditeur", "remitente", "lähettäjä", "feladó", "kimden",
    "odesílatel", "差出人", "发件人", "寄件者", "보낸 사람", "frá", "de la",
)  # fmt: skip
SENT = (
    "sent", "date", "gesendet", "datum", "envoyé", "envoyée", "enviado", "enviada", "fecha", "data", "verzonden", "inviato", "skickat", "sendt", "dato",
    "wysłano", "wysłane", "отправлено", "дата", "надіслано", "odesláno", "lähetetty", "elküldve", "送信日時", "日期", "发送时间", "날짜", "gönderildi", "sent at",
    "date d'envoi", "sendt den",
)  # fmt: skip
TO = (
    "to", "an", "à", "para", "aan", "till", "til", "do", "кому", "a", "komu", "címzett", "vastaanottaja", "宛先", "收件人", "받는 사람", "kime", "cc",
    "subject", "betreff", "objet", "asunto", "onderwerp", "ämne", "emne", "oggetto", "assunto", "temat", "тема", "předmět", "tárgy", "aihe",
    "件名", "主题", "主旨", "제목", "konu", "reply-to", "antwort an", "objet", "titre",
)  # fmt: skip
"""The fields that stand above a mail which is quoted whole."""

ORIGINAL = (
    "original message", "original appointment", "ursprüngliche nachricht", "ursprüngliche mail", "originalnachricht", "original-nachricht", "message d'origine",
    "message d’origine", "message original", "mensaje original", "mensagem original", "messaggio originale", "oorspronkelijk bericht", "originalmeddelande",
    "ursprungligt meddelande", "oprindelig meddelelse", "opprinnelig melding", "oryginalna wiadomość", "wiadomość oryginalna", "исходное сообщение",
    "оригинальное сообщение", "původní zpráva", "alkuperäinen viesti", "eredeti üzenet", "reply message", "original mail", "元のメッセージ", "原始邮件",
    "原始郵件", "원본 메시지", "reply to message", "antwort", "quoted text", "previous message", "orijinal mesaj", "оригінальне повідомлення",
)  # fmt: skip
FORWARDED = (
    "forwarded message", "begin forwarded message", "forwarded by", "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
    "message transféré", "message réexpédié", "début du message transféré", "début du message réexpédié", "mensaje reenviado", "mensagem encaminhada",
    "messaggio inoltrato", "inizio messaggio inoltrato", "doorgestuurd bericht", "begin doorgestuurd bericht", "vidarebefordrat brev", "videresendt",
    "vidarebefordrat meddelande", "przekazana wiadomość", "wiadomość przekazana", "пересылаемое сообщение", "переадресованное сообщение",
    "přeposlaná zpráva", "välitetty viesti", "továbbított üzenet", "転送されたメッセージ", "转发的邮件", "轉寄的郵件", "fwd", "iletilen mesaj",
    "inicio del mensaje reenviado", "início da mensagem reencaminhada", "пересланное сообщение", "пересланий лист", "forwarded mail",
)  # fmt: skip

DEVICE = re.compile(
    r"\A[\W_]*(?:"
    r"(?:sent|posted|written|enviado|enviada|envoyé|envoyée|gesendet|verzonden|verstuurd|inviato|inviata|skickat|skickad|sendt|wysłan[eoy]|отправлено|надіслано|"
    r"odesláno|lähetetty|elküldve|gönderildi|trimis|escrito)\s+"
    r"(?:from|with|via|using|by|on|desde|de|do|da|depuis|avec|par|von|mit|vom|über|van|vanaf|met|dal|con|från|fra|med|z|ze|с|из|з|från|min)\s.{1,60}"
    r"|von\s+(?:meinem|mein|unterwegs).{0,40}(?:gesendet|geschickt|verschickt)"
    r"|(?:diese|dieser|die)\s+(?:nachricht|mail|e-mail|text)\s+wurde\s+von\s.{1,60}gesendet"
    r"|(?:get|holen sie sich|téléchargez|obtener|obtenir|scarica|download|hämta)\s+(?:outlook|spark)\b.{0,60}"
    r"|(?:from|via)\s+(?:my\s+)?(?:mobile|phone|iphone|android|ipad|blackberry).{0,30}"
    r"|(?:iphone|ipad|スマートフォン|android)から送信|发自我的.{1,30}|從我的.{1,30}傳送|나의 .{1,30}에서 보냄"
    r")[.!]?\W*\Z",
    re.IGNORECASE,
)
"""The line that a telephone puts below what it sends."""

MOMENT = re.compile(
    r"\d{1,2}[:.h]\d\d|\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d\d|\d年|\d월|\d{1,2}\s?(?:am|pm)\b", re.IGNORECASE
)
