import { describe, expect, it } from "vitest";
import { applyChange, applyPositions, applySnapshot, readChange } from "./dispatch";
import { EMPTY } from "./store";

const change = (version: number, what: string): NonNullable<ReturnType<typeof readChange>> => ({
  topic: "calls.card_changed", subject_id: "c1", at: "", happened_at: "", actor: "", actor_name: "", institution: "",
  data: { card: { id: "c1", version, what } },
});

describe("the fold of the feed", () => {
  it("takes a snapshot", () => {
    expect(applySnapshot({ cards: [{ id: "c1", version: 1 }] }).cards.size).toBe(1);
  });
  it("keeps the newer of two states, in whatever order they come", () => {
    const state = applyChange(applyChange(EMPTY, change(3, "new")), change(2, "old"));
    expect(state.cards.get("c1")?.what).toBe("new");
  });
  it("counts topics it does not know", () => {
    expect(applyChange(EMPTY, { ...change(1, ""), topic: "weather.changed" }).unknownTopics).toBe(1);
  });
  it("keeps nothing of an event that was deleted or hidden", () => {
    const seen = applySnapshot({ events: [{ id: "e1", version: 1 }, { id: "e2", version: 1 }, { id: "e3", version: 1 }] });
    const left = [["e1", "register.event_deleted"], ["e2", "register.event_hidden"]].reduce(
      (state, [subject_id = "", topic = ""]) => applyChange(state, { ...change(1, ""), data: {}, subject_id, topic }), seen);
    expect([...left.events.keys()]).toEqual(["e3"]);
  });
  it("drops a saved search that is no more", () => {
    const search = (topic: string, version: number): typeof known => ({ ...known, topic, subject_id: "s1", data: topic.endsWith("forgotten") ? {} : { search: { id: "s1", version, unseen: version } } });
    const known = change(1, "");
    const state = applyChange(applyChange(EMPTY, search("index.news_arrived", 3)), search("index.search_saved", 1));
    expect(state.searches.get("s1")?.unseen).toBe(3);
    expect(applyChange(state, search("index.saved_search_forgotten", 0)).searches.size).toBe(0);
  });
  it("refuses what is no change", () => {
    expect(readChange({ topic: 1 })).toBeNull();
  });
  it("passes over torn rows of positions", () => {
    const state = applyPositions(EMPTY, [["u1", 56.9, 24.1, "2026-11-24T10:00:00Z", null, null], ["u2", "x"]]);
    expect([...state.positions.keys()]).toEqual(["u1"]);
  });
});
