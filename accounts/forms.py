"""What people type about themselves."""

from django import forms


class SignInForm(forms.Form):
    """The address that the link goes to."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="We send you a link and a code; there is no password. A new address gets an account.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class CodeForm(forms.Form):
    """The six digits of the mail, and the address they were sent to."""

    email = forms.EmailField(widget=forms.HiddenInput)
    code = forms.CharField(
        label="Code from the mail",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}),
    )


class NameForm(forms.Form):
    """What others see."""

    name = forms.CharField(
        label="Your name",
        max_length=60,
        help_text="What the others in your leagues see.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
