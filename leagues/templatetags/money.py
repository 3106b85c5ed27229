"""The filter `money` for templates."""

from django import template

from leagues.money import money

register = template.Library()
register.filter(money)
