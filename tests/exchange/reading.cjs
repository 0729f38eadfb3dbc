// Reads a feed with the public client of CloudEvents and checks a webhook with that of Standard
// Webhooks, as a journal's builder would. Told on standard input; tells on standard output.
const { createRequire } = require("node:module");
const { text } = require("node:stream/consumers");

const installed = createRequire(process.argv[2]);
const { HTTP } = installed("cloudevents");
const { Webhook, WebhookVerificationError } = installed("standardwebhooks");

function verify(secret, hook) {
  try {
    return new Webhook(secret).verify(hook.body, hook.headers);
  } catch (error) {
    if (error instanceof WebhookVerificationError) return null;
    throw error;
  }
}

async function main() {
  const asked = JSON.parse(await text(process.stdin));
  const answer = await fetch(asked.feed, { headers: { Authorization: `Bearer ${asked.token}` } });
  const message = { headers: Object.fromEntries(answer.headers), body: await answer.text() };
  const events = HTTP.toEvent(message);
  const one = HTTP.toEvent({ headers: { "content-type": "application/cloudevents+json" }, body: asked.hook.body });
  console.log(JSON.stringify({
    cursor: answer.headers.get("vienots-cursor"),
    feed: events.map((event) => ({ id: event.id, type: event.type, sourceid: event.sourceid, valid: event.validate() })),
    hook: { id: one.id, type: one.type, valid: one.validate() },
    verified: verify(asked.secret, asked.hook) !== null,
    forged: verify(asked.secret, { ...asked.hook, body: asked.hook.body.replace("lv.", "lt.") }) !== null,
  }));
}

main();
