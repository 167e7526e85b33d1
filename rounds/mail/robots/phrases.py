"""The words of servers that could not deliver a mail, in the languages that they speak."""

import re

# ruff: noqa: E501 - tables of words

ROBOTS = frozenset(
    [
        "mailer-daemon",
        "mailerdaemon",
        "mailer_daemon",
        "mail-daemon",
        "maildaemon",
        "mdaemon",
        "postmaster",
        "post_master",
        "postmaster-daemon",
        "mail.delivery.system",
        "maildeliverysystem",
        "mail-delivery-system",
        "mailsystem",
        "mail-system",
        "mail.system",
        "mailsweeper",
        "majordomo-owner",
        "smtpd",
        "bounce",
        "bounces",
        "double-bounce",
        "microsoftexchange",
        "delivery-notification",
    ]
)
"""Names before the @ under which servers of the post write."""

ROBOT_NAMES = re.compile(
    r"mailer.?daemon|mail (?:delivery|transfer|transport|router|administrator)|\bpost ?master|system administrator|delivery (?:sub)?system"
    r"|mail delivery|internet mail delivery|mailadministrator|mail system|microsoft outlook\Z|mail delivery service",
    re.IGNORECASE,
)

MACHINES = re.compile(
    r"(?<![a-z])(?:admin(?:istrator)?|systems?|server|gateway|relay|mail(?:er|man|gw)?|mta|smtp|e?-?mail|filter|scan(?:ner)?|guard|shield|security|antivirus|spam|list|lists|majordomo"
    r"|fml|sympa|owner|request|robot|daemon|notif\w*|alerts?|service|delivery|(?:no|do-?not|not?)[-_.]?reply|noreply|automat\w*|root|exchange|quarantine|hostmaster)(?![a-z])",
    re.IGNORECASE,
)
"""Words in the name or the address of what may be a machine."""


def _any(*phrases: str) -> re.Pattern[str]:
    """Match any of these phrases, whatever blanks and line ends stand between their words."""
    return re.compile("|".join(phrase.replace(" ", r"\s+") for phrase in phrases), re.IGNORECASE)


SUBJECT = _any(
    r"\Aundeliver(?:able|ed)\b",
    r"undelivered mail|undeliverable (?:mail|message)",
    r"\breturned (?:mail|to sender|e-?mail)",
    r"returning (?:message|mail)? ?to (?:the )?sender",
    r"mail(?: \w+)? (?:delivery )?(?:failed|failure|error)",
    r"delivery (?:status )?(?:notification|report|failure|failed|error|problem|delayed?|has failed|problems)",
    r"\b(?:message|mail) (?:status|delivery|not delivered|undeliverable|could not be delivered|delayed?)",
    r"\Aloop alert|duplicated message-id|\Afailure notice|\bnon.?delivery\b|\bnon.?remise\b|\bfailed mail\b|\bfailed delivery\b|\bfailure (?:delivery|delivering)",
    r"\bnot deliver(?:ed|able)\b|\bcan(?:not|'t) (?:be )?deliver|\bcould not deliver|unable to deliver",
    r"mail system error|error (?:in )?(?:mail|sending)|\bdelivery error\b|warning: (?:message|could not send)|user unknown|host unknown",
    r"nondeliverable mail|notification d.échec|message (?:rejected|refused|blocked)|rejected (?:mail|message|posting)",
    r"\bunzustellbar|nicht zugestellt|\bfehlgeschlagen|zustell(?:ung|fehler)|unzustellbare",
    r"non remis|n'a pas pu être (?:remis|distribué)|échec de (?:la )?(?:remise|distribution)|avis de non",
    r"no se (?:pudo|ha podido) entregar|no entregado|error de entrega|mensaje no entregado",
    r"mancato recapito|non recapitabile|impossibile recapitare|avviso di mancata consegna",
    r"onbestelbaar|niet (?:bezorgd|afgeleverd)|olevererat|kunde inte levereras|ikke leveres|não (?:foi )?entregue|falha na entrega",
    r"не доставлено|недоставлен|не удалось доставить|niedostarczon|nedoručiteln|kézbesíthetetlen",
    r"配信不能|配送不能|配信できません|送信できませんでした|未配達|配送失败|退信|無法傳遞|无法送达|系统退信|無法投遞|반송",
)
"""Subjects of bounces."""

TEXT = _any(
    r"(?:mail|message|e-?mail)(?: that you sent)?(?: to [^\n]{1,80}?)? (?:could not|can ?not|couldn't|can't|was not able to|wasn't able to) be "
    r"(?:delivered|sent|processed|relayed|forwarded|returned)",
    r"(?:unable|was unable|not able|failed|impossible|error occurred while trying|attempting) to (?:deliver|send|relay|transfer)\b",
    r"(?:could|can|did|does|will|was) ?not (?:be )?(?:deliver(?:ed)?|reach(?:ed)?)\b",
    r"couldn't (?:be )?(?:deliver(?:ed)?|reach(?:ed)?)\b|wasn't (?:delivered|able to deliver)|can't be (?:delivered|reached)",
    r"(?:error|problem|failure|trouble)s? (?:in )?(?:delivering|sending|while delivering|was encountered)",
    r"delivery (?:to|of|for) [^\n]{0,120}?(?:failed|has failed|aborted|was not|could not|delayed)",
    r"delivery (?:has )?failed|delivery attempt|failed to deliver|failed addresses|failed recipients?|undelivered recipients?",
    r"(?:permanent(?:ly)?|fatal|transient|non-fatal|delivery) (?:errors?|failures?|problems)",
    r"returned (?:to (?:you|sender)|mail|message|for the following)|returning (?:to sender|your message)|undeliverable|non-?deliver",
    r"did not reach|not reach the following|was not delivered|has not been delivered|not been delivered",
    r"rejected (?:your|the|by|for) |your (?:mail|message|e-?mail)[^\n]{0,60} (?:was|is|has been|got) (?:rejected|refused|blocked|undeliver)",
    r"(?:user|recipient|mailbox|account|address|host|domain)(?:\(s\))?(?: name)?(?: account)? (?:is )?(?:unknown|not found|disabled|unavailable|over quota|full|"
    r"not recogni[sz]ed|does not exist|doesn't exist|not exist|inactive|invalid|rejected)",
    r"(?:unknown|invalid|no such) (?:user|recipient|mailbox|address|host|local|virtual)|no valid recipients?|mailbox (?:is )?full|"
    r"over (?:its )?quota|quota exceeded|no mailbox here|user account is disabled|doesn't have an? [^\n]{1,80} account",
    r"duplicated message-id|loop alert|mail loop|too many hops|message expired|queue too long|transcript of session follows",
    r"following (?:address(?:es)?|recipients?|destination addresses)(?:\(e?s\))? (?:had|failed|were|was|could|did|rejected|have|:)",
    r"remote (?:host|server|mail server) (?:said|answered|returned|rejected)",
    r"(?:konnte|kann|wurde)[^\n]{0,120} nicht (?:zugestellt|ausgeliefert|übermittelt|gesendet)|unzustellbar|zustellung[^\n]{0,60}fehlgeschlagen",
    r"(?:n'a|n’a) pas (?:pu|été) (?:être )?(?:remis|distribué|délivré|transmis)|échec de (?:la )?(?:remise|distribution)|adresse inconnue",
    r"no (?:se )?(?:ha podido|pudo|puede|ha sido|fue) (?:ser )?entrega|error al entregar|no se encontr[oó]",
    r"non (?:è stato )?(?:possibile )?(?:recapita|consegna)|niet (?:worden )?(?:bezorgd|afgeleverd)|kunde inte levereras|não (?:pôde|foi) (?:ser )?entregue",
    r"не (?:может быть|удалось|было|был[ао]?) доставл|доставить|не существует|niedoręczon|nedoručen",
    r"配信できません|配送できません|送信できません|届けることができません|お届けできません|宛先不明|存在しません|見つかりません|无法(?:送达|投递|发送)|無法(?:傳遞|投遞)|退回",
)
"""What the texts of bounces say."""
