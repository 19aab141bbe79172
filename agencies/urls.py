"""Addresses of signing in and out, and of one's own account."""

from django.urls import path

from .views import account, second_factor, sign_in, single_sign_on, typed_text

app_name = "agencies"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/new-password/", sign_in.new_password, name="new_password"),
    path("sign-in/passkey/", sign_in.passkey, name="passkey"),
    path("sign-in/single-sign-on/", single_sign_on.begin, name="single_sign_on"),
    path("sign-in/single-sign-on/done/", single_sign_on.done, name="single_sign_on_done"),
    path("sign-in/second-factor/", second_factor.show, name="second_factor"),
    path("sign-in/set-up/", second_factor.set_up, name="set_up"),
    path("sign-in/set-up/app/", second_factor.set_up_app, name="set_up_app"),
    path("sign-in/set-up/app/picture.svg", second_factor.picture, name="picture"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("choose-appointment/", sign_in.choose_appointment, name="choose_appointment"),
    path("confirm-it-is-you/", account.confirm, name="confirm"),
    path("account/", account.show, name="account"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/passkeys/add/", account.add_passkey, name="add_passkey"),
    path("account/app/", account.add_app, name="add_app"),
    path("account/remove/", account.remove_second_factor, name="remove_second_factor"),
    path("account/recovery-codes/", account.recovery_codes, name="recovery_codes"),
    path("account/recovery-codes/new/", account.new_recovery_codes, name="new_recovery_codes"),
    path("account/sessions/end/", account.end_session, name="end_session"),
    path("session/time-left/", typed_text.time_left, name="time_left"),
    path("session/stay/", typed_text.stay, name="stay"),
    path("session/typed-text/", typed_text.keep, name="keep_typed_text"),
    path("session/typed-text/discard/", typed_text.discard, name="discard_typed_text"),
]
