"""Standard Webhooks: the headers that prove from whom an event comes, and that it is this one."""

from __future__ import annotations

from datetime import datetime

from standardwebhooks import Webhook

CONTENT_TYPE = "application/cloudevents+json"


def headers_for(secret: str, event_id: str, body: str, at: datetime) -> dict[str, str]:
    """`webhook-id`, `webhook-timestamp`, `webhook-signature: v1,…` over all three."""
    return {
        "Content-Type": CONTENT_TYPE,
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(event_id, at, body),
    }
