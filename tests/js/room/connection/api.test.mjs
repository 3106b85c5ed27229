import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { Api, asRequest, asResult, Unreachable } from "../../../../static/js/room/connection/api.js";

const BASE = "/api/auction/1/";

/** A call of a server that gives these answers in turn, and what it was asked. */
function server(...answers) {
  const asked = [];
  const fetcher = async (url, options) => {
    asked.push({ url, ...options });
    const next = answers.shift();
    if (next instanceof Error) throw next;
    const { status = 200, text, ...body } = next;
    return new Response(text ?? JSON.stringify(body), { status });
  };
  return { api: new Api(BASE, fetcher), asked };
}

test.beforeEach(() => (globalThis.document = { cookie: "theme=dark; csrftoken=a%3Db; other=1" }));
test.afterEach(() => {
  delete globalThis.document;
  mock.restoreAll();
});

test("each frame of a socket has its call", () => {
  const calls = [
    [{ type: "bid", id: "k", lot: "1", amount: 5, seen: 4 }, "bids", { lot: "1", amount: 5, seen: 4 }],
    [{ type: "pass", lot: "1" }, "commands", { name: "pass", args: { lot: "1" }, reason: "" }],
    [{ type: "nominate", asset: "9", amount: 3 }, "commands", { name: "nominate", args: { asset: "9", amount: 3 }, reason: "" }],
    [{ type: "proxy", lot: "1", max: 30 }, "commands", { name: "proxy", args: { lot: "1", maximum: 30 }, reason: "" }],
    [{ type: "command", name: "begin", args: {} }, "begin", {}],
    [{ type: "command", name: "pause", args: { a: 1 }, reason: "Tea." }, "commands", { name: "pause", args: { a: 1 }, reason: "Tea." }],
  ];
  for (const [frame, path, body] of calls) assert.deepEqual(asRequest(frame), [path, body]);
});

test("a decision keeps what the server said, under the id that it was asked with", () => {
  const said = { type: "answer", id: "old", ok: false, code: "too_low", message: "Too low.", receipt: "r" };
  assert.deepEqual(asResult("k", true, said), { type: "result", id: "k", ok: false, code: "too_low", message: "Too low.", receipt: "r" });
});

test("an answer that is no decision becomes one", () => {
  const { ok, code, message } = asResult("k", true, {});
  assert.deepEqual([ok, code, message], [true, "ok", ""]);
  const refusals = [
    [{}, "refused", "The server refused this."],
    [{ code: "gone", detail: "It is over." }, "gone", "It is over."],
    [{ message: "No.", detail: "It is over." }, "refused", "No."],
  ];
  for (const [body, refused, words] of refusals) {
    assert.deepEqual(asResult("k", false, body), { type: "result", id: "k", ok: false, code: refused, message: words });
  }
});

test("a call goes below the auction, as who is signed in, and ends by itself", async () => {
  const timeout = mock.method(AbortSignal, "timeout");
  const { api, asked } = server({ seq: 7 });
  assert.deepEqual(await api.snapshot(), { fine: true, status: 200, body: { seq: 7 } });
  assert.deepEqual(timeout.mock.calls.map(({ arguments: [ms] }) => ms), [8000]);
  assert.deepEqual(asked, [{ url: BASE, credentials: "same-origin", signal: timeout.mock.calls[0].result }]);
});

test("no network, a server in trouble and one that is asked too often are worth another try", async () => {
  const trouble = [new TypeError("Failed to fetch"), { status: 500 }, { status: 502, text: "<h1>Bad gateway</h1>" }, { status: 503, code: "busy" }, { status: 429 }];
  for (const answer of trouble) await assert.rejects(server(answer).api.call(""), Unreachable);
  const cause = new TypeError("Failed to fetch");
  await assert.rejects(server(cause).api.call(""), { cause });
});

test("a refusal is an answer, also one that would be the same the next time, or is no JSON", async () => {
  const refusals = [
    [{ status: 403, text: "<h1>Forbidden</h1>" }, {}], [{ status: 404, detail: "Gone." }, { detail: "Gone." }], [{ status: 499 }, {}],
    [{ status: 503, code: "read_only" }, { code: "read_only" }], [{ status: 503, code: "unreadable" }, { code: "unreadable" }],
  ];
  for (const [answer, body] of refusals) {
    assert.deepEqual(await server({ ...answer }).api.call(""), { fine: false, status: answer.status, body });
  }
});

test("a command carries its id, and the proof that it comes from this page", async () => {
  const { api, asked } = server({ ok: true, code: "ok", message: "" });
  assert.deepEqual(await api.command({ type: "bid", id: "k", lot: "1", amount: 5, seen: 4 }), { type: "result", id: "k", ok: true, code: "ok", message: "" });
  const [{ url, method, headers, body }] = asked;
  assert.deepEqual([url, method, body], [`${BASE}bids`, "POST", '{"lot":"1","amount":5,"seen":4}']);
  assert.deepEqual(headers, { "Content-Type": "application/json", "X-CSRFToken": "a=b", "Idempotency-Key": "k" });
});

test("over HTTP, that nothing can be changed is an answer and no trouble", async () => {
  const frame = { type: "bid", id: "k", lot: "1", amount: 5 };
  const refused = await server({ status: 503, code: "read_only", detail: "Not now." }).api.command(frame);
  assert.deepEqual([refused.ok, refused.code, refused.message], [false, "read_only", "Not now."]);
  await assert.rejects(server({ status: 503, code: "busy" }).api.command(frame), Unreachable);
});

test("a change without an id or a body has none, and without a cookie no token", () => {
  globalThis.document.cookie = "xcsrftoken=no";
  assert.deepEqual(new Api(BASE).changing("DELETE"), { method: "DELETE", headers: { "Content-Type": "application/json", "X-CSRFToken": "" }, body: undefined });
});

test("a call that something else ends has no timeout of its own", async () => {
  const { signal } = new AbortController();
  const { api, asked } = server({}, {});
  await api.post("lots", {}, undefined, signal);
  await api.post("lots", {});
  assert.equal(asked[0].signal, signal);
  assert.ok(asked[1].signal instanceof AbortSignal);
});

test("the page's own snapshot is of the moment when it came, and it has waited since", async () => {
  globalThis.location = { href: "https://a.example/auction/1/" };
  const entries = mock.method(performance, "getEntriesByName", () => [{ responseEnd: 100 }, { responseEnd: 300 }]);
  mock.method(performance, "now", () => 450);
  assert.deepEqual(await server({ seq: 7, now: 1000 }).api.firstSnapshot(), { seq: 7, now: 1150 });
  assert.deepEqual(entries.mock.calls[0].arguments, ["https://a.example/api/auction/1/"]);
  entries.mock.mockImplementation(() => []);
  assert.deepEqual(await server({ seq: 7, now: 1000 }).api.firstSnapshot(), { seq: 7, now: 1000 });
  assert.equal(await server({ status: 404 }).api.firstSnapshot(), null);
  assert.equal(await server(new TypeError("Failed to fetch")).api.firstSnapshot(), null);
  delete globalThis.location;
});

const numbered = (...numbers) => numbers.map((seq) => ({ seq }));

test("events come page after page until there is no next", async () => {
  for (const last of [null, undefined]) {
    const { api, asked } = server({ events: numbered(8, 9), next: 9 }, { events: numbered(10), next: last });
    assert.deepEqual(await api.events(7), numbered(8, 9, 10));
    assert.deepEqual(asked.map(({ url }) => url), [`${BASE}events?since=7`, `${BASE}events?since=9`]);
  }
});

test("a refusal ends the pages with what there is, and ten pages are enough", async () => {
  assert.deepEqual(await server({ events: numbered(8), next: 8 }, { status: 404, events: numbered(9) }).api.events(7), numbered(8));
  assert.deepEqual(await server({ next: null }).api.events(7), []);
  const { api, asked } = server(...Array.from({ length: 12 }, (_, page) => ({ events: numbered(page), next: page })));
  assert.deepEqual((await api.events(0)).length, 10);
  assert.equal(asked.length, 10);
});

test("a journal for a replay comes a page at a time, and can't be shown without one", async () => {
  const { api, asked } = server({ events: numbered(8) }, {}, { status: 404 });
  assert.deepEqual(await api.eventsEach(7), numbered(8));
  assert.equal(asked[0].url, `${BASE}events?since=7&each=1`);
  assert.deepEqual(await api.eventsEach(8), []);
  await assert.rejects(api.eventsEach(8), Unreachable);
});

test("lots are looked for by what is typed, whatever that is", async () => {
  const { api, asked } = server({ lots: [{ id: "1" }] }, {}, { status: 404 });
  assert.deepEqual(await api.queuedLots("Brighton & Hove"), [{ id: "1" }]);
  assert.equal(asked[0].url, `${BASE}lots?queued=1&search=Brighton%20%26%20Hove`);
  assert.deepEqual(await api.queuedLots("x"), []);
  await assert.rejects(api.queuedLots("x"), Unreachable);
});

test("what a command would change is said in sentences, or why it can't be", async () => {
  const { api, asked } = server({ sentences: ["Max gets £5m back."] }, {}, { status: 409, detail: "It is over." }, { status: 409 });
  assert.deepEqual(await api.preview("undo_sale", { lot: "1" }), { sentences: ["Max gets £5m back."] });
  assert.deepEqual([asked[0].url, asked[0].body], [`${BASE}preview`, '{"name":"undo_sale","args":{"lot":"1"}}']);
  assert.deepEqual(await api.preview("undo_sale", {}), { sentences: [] });
  assert.deepEqual(await api.preview("undo_sale", {}), { error: "It is over." });
  assert.deepEqual(await api.preview("undo_sale", {}), { error: "This can't be done now." });
});

test("a preview that was dropped says nothing", async () => {
  const { api } = server({ sentences: ["Max gets £5m back."] });
  const preview = api.preview("undo_sale", {});
  api.dropPreview();
  assert.equal(await preview, null);
});
