"""Our words as the team says them, in Django's templates: a tag that the loader writes, and a filter for sentences of ours."""

from django import template

from rounds.web.wording import ours

register = template.Library()
register.simple_tag(ours)
register.filter("ours", ours)
