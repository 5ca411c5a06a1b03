"""What readers leave here: saved searches, alerts, and the mails that wait to be sent."""
