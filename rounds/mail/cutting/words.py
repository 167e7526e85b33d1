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

NO_NAMES = frozenset((
    "i", "you", "he", "she", "we", "they", "it", "who", "someone", "somebody", "nobody", "ich", "du", "er", "sie", "wir", "ihr", "es", "man", "jemand", "je", "tu", "il", "elle", "on",
    "nous", "vous", "ils", "elles", "yo", "tú", "él", "ella", "usted", "nosotros", "ellos", "eu", "você", "ele", "ela", "nós", "eles", "io", "lui", "lei", "noi", "loro", "ik", "jij",
    "hij", "zij", "wij", "u", "jag", "han", "hon", "vi", "de", "jeg", "hun", "hän", "minä", "sinä", "on", "ona", "ja", "ty", "já", "я", "ты", "он", "она", "мы", "вы", "они", "ő", "o", "ben",
    "as", "like", "yesterday", "today", "now", "then", "when", "what", "this", "that", "here", "also", "recently", "earlier", "later", "and", "but", "because", "since", "maybe", "perhaps",
    "wie", "gestern", "heute", "dann", "als", "was", "das", "der", "die", "ein", "eine", "mein", "meine", "unser", "unsere", "hier", "auch", "und", "aber", "vielleicht", "neulich",
    "comme", "aujourd'hui", "ce", "ceci", "puis", "mais", "como", "ayer", "hoy", "esto", "pero", "ontem", "hoje", "isto", "mas", "come", "ieri", "oggi", "questo", "ma", "zoals",
    "gisteren", "vandaag", "dit", "maar", "som", "igår", "idag", "men", "kuten", "eilen", "jak", "wczoraj", "dziś", "ale", "včera", "dnes", "как", "вчера", "сегодня", "но", "як", "вчора",
))  # fmt: skip
"""Words with which a sentence begins that somebody writes: no program names the writer of a quote so."""

DAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "segunda-feira", "terça-feira",
    "quarta-feira", "quinta-feira", "sexta-feira", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag",
    "zaterdag", "zondag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag", "mandag", "tirsdag", "lørdag", "søndag", "maanantaina", "tiistaina", "keskiviikkona",
    "torstaina", "perjantaina", "lauantaina", "sunnuntaina", "poniedziałek", "wtorek", "środę", "czwartek", "piątek", "sobotę", "niedzielę", "pondělí", "úterý", "středu", "čtvrtek",
    "pátek", "sobotu", "neděli", "понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье", "понеділок", "вівторок", "середу", "четвер", "п'ятницю", "суботу",
    "неділю", "hétfőn", "kedden", "szerdán", "csütörtökön", "pénteken", "szombaton", "vasárnap", "pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar",
)  # fmt: skip
SHORT_DAYS = (
    "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so", "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "mié", "jue", "vie",
    "sáb", "dom", "seg", "ter", "qua", "qui", "sex", "gio", "sab", "ma", "wo", "vr", "za", "zo", "mån", "tis", "ons", "tors", "tor", "fre", "lör", "sön", "man", "tir", "lør", "søn", "pon", "wt",
    "śr", "czw", "pt", "sob", "niedz", "po", "út", "st", "čt", "pá", "ne", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд",
)  # fmt: skip
"""Days of the week, as programs put them before whoever wrote a quote."""

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

APPARATUS = (
    r"iphone|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|redmi|pixel|oneplus|nokia|htc|sony|xperia|motorola|fairphone|blackberry|windows|mac\b|macbook"
    r"|mobil\w*|handy|phone|smartphone|telefon\w*|telephone|téléphone|teléfono|telefone|telefoon|puhelim\w*|cell\b|cellphone|tablet\w*|device|gerät\w*|apparaat|dispositivo"
    r"|appareil|enhet|urządzeni\w*|телефон\w*|устройств\w*|outlook|\bmail\b|\[mail\]|e-?mail|mailbox|airmail|gmail|yahoo|proton\s?mail|thunderbird|spark\b|sparrow|superhuman|hey\b"
    r"|k-9|fastmail|mailspring|bluemail|edison|front\b|app\b|スマートフォン|携帯"
)
"""Telephones and programs of which a line says that it was sent from them."""

MY = r"my|mon|ma|mi|meu|minha|mijn|min|mein\w{0,2}|mio|mia|moj\w*|моего|мого"
SENT_FROM = (
    r"(?:sent|posted|written|enviado|enviada|envoyé|envoyée|gesendet|verzonden|verstuurd|inviato|inviata|skickat|skickad|sendt|wysłan[eoy]|отправлено|надіслано|"
    r"odesláno|lähetetty|elküldve|gönderildi|trimis|escrito)\s+"
    r"(?:from|with|via|using|by|on|desde|de|do|da|depuis|avec|par|von|mit|vom|über|van|vanaf|met|dal|dall'|con|från|fra|med|z|ze|с|из|з|från|min)\s+"
)
EXCUSE = r"(?:[,.;!–-]+\s*(?:so\s+|and\s+)?(?:please|pls|excuse|forgive|sorry|pardon|apolog\w+|bitte|entschuldig\w*|désolé\w*|perdón|excusez)\b.{0,60})?"
DEVICE = re.compile(
    r"\A[\W_]*(?:"
    + SENT_FROM
    + rf"(?:(?:{MY})\s+[^,;:!?]{{1,50}}|(?!our\b|the\b|unser|notre\b|nuestr|nostr|[^,;:]*?\b(?:on|at|um|am|at|le|el)\s+\w*\s?\d)[^,;:!?]{{0,40}}(?:{APPARATUS})[^,;!]{{0,110}}?)"
    + EXCUSE
    + r"|von\s+(?:meinem|mein|unterwegs).{0,40}(?:gesendet|geschickt|verschickt)"
    r"|(?:diese|dieser|die)\s+(?:nachricht|mail|e-mail|text)\s+wurde\s+von\s.{1,60}gesendet"
    r"|(?:get|holen sie sich|téléchargez|obtener|obtenir|scarica|download|hämta)\s+\[?(?:outlook|spark)\b.{0,90}"
    r"|(?:from|via)\s+(?:my\s+)?(?:mobile|phone|iphone|android|ipad|blackberry).{0,30}"
    r"|\w{2,20}(?:\s\w{2,20})?\s+from\s+(?:my\s+)?(?:mobile|phone|iphone)"
    r"|lähetetty\s+\S{2,30}(?:sta|stä|lta|ltä)(?:\s\S{2,20})?|\S{2,30}(?:dan|den|tan|ten)\s+gönderildi|\S{2,30}-?(?:ról|ről)\s+küldve"
    r"|(?:iphone|ipad|スマートフォン|android)から送信|发自我的.{1,30}|從我的.{1,30}傳送|나의 .{1,30}에서 보냄"
    r")[.!]?\W*\Z",
    re.IGNORECASE,
)
"""The line that a telephone puts below what it sends. A sentence goes on behind a comma: "Sent from my desk, is much easier"."""

CLOSINGS = frozenset((
    "thanks", "thank you", "many thanks", "thanks a lot", "thanks again", "thanks in advance", "thank you in advance", "thank you very much", "thx", "regards",
    "best", "best regards", "kind regards", "warm regards", "warmest regards", "with kind regards", "with best regards", "best wishes", "all the best", "cheers",
    "sincerely", "yours sincerely", "sincerely yours", "yours faithfully", "yours truly", "yours", "respectfully", "br", "rgds", "kr", "take care",
    "mit freundlichen grüßen", "mit freundlichen grüssen", "mit freundlichem gruß", "freundliche grüße", "freundliche grüsse", "beste grüße", "beste grüsse",
    "viele grüße", "viele grüsse", "liebe grüße", "liebe grüsse", "herzliche grüße", "schöne grüße", "gruß", "grüße", "lg", "mfg", "vg", "danke", "vielen dank", "besten dank",
    "hochachtungsvoll", "cordialement", "bien cordialement", "bien à vous", "sincères salutations", "salutations", "meilleures salutations", "bonne journée", "merci",
    "merci d'avance", "merci beaucoup", "amicalement", "saludos", "saludos cordiales", "un saludo", "atentamente", "cordialmente", "gracias", "muchas gracias",
    "un cordial saludo", "atenciosamente", "att", "cumprimentos", "com os melhores cumprimentos", "obrigado", "obrigada", "abraço", "abraços", "cordiali saluti", "saluti",
    "distinti saluti", "un saluto", "grazie", "grazie mille", "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "groeten", "groetjes", "groet",
    "bedankt", "alvast bedankt", "mvg", "med vänlig hälsning", "med vänliga hälsningar", "vänliga hälsningar", "hälsningar", "mvh", "tack", "med vennlig hilsen",
    "vennlig hilsen", "hilsen", "takk", "med venlig hilsen", "venlig hilsen", "mange tak", "tak", "ystävällisin terveisin", "terveisin", "kiitos", "pozdrawiam", "z poważaniem",
    "dziękuję", "serdecznie pozdrawiam", "s pozdravem", "děkuji", "üdvözlettel", "köszönöm", "с уважением", "спасибо", "с наилучшими пожеланиями", "з повагою", "дякую",
    "saygılarımla", "teşekkürler", "iyi çalışmalar", "με εκτίμηση", "ευχαριστώ", "cu stimă", "mulțumesc", "よろしくお願いします", "よろしくお願いいたします", "以上", "谢谢", "此致",
    "감사합니다",
))  # fmt: skip
"""Greetings at the end, without their commas."""

THINGS = frozenset((
    "number", "numbers", "address", "addresses", "phone", "telephone", "contact", "contacts", "order", "orders", "invoice", "link", "links", "page", "login", "account", "server",
    "ticket", "version", "screenshot", "file", "files", "user", "users", "email", "mail", "new", "old", "first", "second", "third", "shipping", "billing", "delivery", "customer", "item",
    "nummer", "nummern", "adresse", "adressen", "telefon", "telefonnummer", "kontakt", "bestellung", "rechnung", "seite", "konto", "benutzer", "datei", "kunde", "neue", "neuer",
    "neues", "alte", "lieferadresse", "lieferung", "rückruf", "numéro", "adresse", "commande", "facture", "compte", "client", "nouvelle", "nouveau", "número", "dirección", "pedido",
    "factura", "cuenta", "nuevo", "nueva", "endereço", "conta", "indirizzo", "ordine", "fattura", "numero", "nuovo", "nuova", "adres", "bestelling", "factuur", "klant", "nieuw",
    "error", "reference", "code", "fehler", "fehlermeldung", "code", "erreur", "référence", "errore", "código", "fel", "fout", "błąd", "chyba", "ошибка", "numer", "zamówienie", "faktura", "adress", "beställning", "kund", "номер", "адрес", "заказ", "счёт", "телефон",
))  # fmt: skip
"""Words of things that people send in a mail: a line with one is no name."""

MOMENT = re.compile(
    r"\d{1,2}[:.h]\d\d|\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d\d|\d年|\d월|\d{1,2}\s?(?:am|pm)\b", re.IGNORECASE
)
