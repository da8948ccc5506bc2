"""Words of the clinical record's tables in a template."""

from django import template

from journey.domain.words import say

register = template.Library()


@register.simple_tag(name="say")
def said(words: str) -> str:
    """A label of the domain in the reader's language."""
    return say(words)
