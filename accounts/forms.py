"""What people type about themselves."""

from django import forms


class SignInForm(forms.Form):
    """The address that the link goes to."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="We send you a link; there is no password. A new address gets an account.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class NameForm(forms.Form):
    """What others see."""

    name = forms.CharField(
        label="Your name",
        max_length=60,
        help_text="What the others in your leagues see.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
