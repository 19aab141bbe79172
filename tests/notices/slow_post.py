"""The demonstration's mailbox, slow to come back: so that a kill falls between sent and marked."""

from time import sleep

from notices.delivery import DemonstrationBackend


class SlowPost(DemonstrationBackend):
    def send_messages(self, email_messages):
        taken = super().send_messages(email_messages)
        sleep(0.03)
        return taken
