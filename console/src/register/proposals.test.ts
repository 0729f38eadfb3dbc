import { describe, expect, it } from "vitest";
import type { EventView, NarrativeRead } from "../api/types";
import { proposalsOf } from "./proposals";

const event = (changes: object = {}): EventView => ({ type: "other.unknown", place: { address: null }, persons: [], vehicles: [], objects: [], documents: [], organisations: [], officers: [], ...changes }) as unknown as EventView;
const read = (changes: object): NarrativeRead => ({ types: [], places: [], things: [], ...changes }) as NarrativeRead;
const thing = (kind: string, value: string, role: string | null = null) => ({ kind, text: value, value, start: 0, end: 1, role });

describe("what a narrative proposes", () => {
  it("is marked as read from it, field by field", () => {
    const [one] = proposalsOf(read({ things: [thing("plate", "AB-1234")] }), event());
    expect(one?.change).toEqual({ vehicles: [{ ref: "v1", role: "involved", plate: "AB-1234" }], from_narrative: ["vehicles.v1.plate", "vehicles.v1.role"] });
  });

  it("leaves out what the event knows, however it was typed there", () => {
    const known = event({ type: "order.noise", vehicles: [{ ref: "v1", role: "stolen", plate: "ab 1234" }], persons: [{ ref: "p1", role: "victim", phone: "+371 26123456" }] });
    const found = read({ types: [{ type: "order.noise", words: [] }], things: [thing("plate", "AB-1234"), thing("phone", "+37126123456")] });
    expect(proposalsOf(found, known)).toEqual([]);
  });

  it("fills the person of that role before it adds another", () => {
    const known = event({ persons: [{ ref: "p1", role: "victim", phone: null, name: "Ieva" }] });
    const [one] = proposalsOf(read({ things: [thing("phone", "+37126123456", "victim")] }), known);
    expect(one?.change).toEqual({ persons: [{ ref: "p1", role: "victim", phone: "+37126123456", name: "Ieva" }], from_narrative: ["persons.p1.phone"] });
  });

  it("takes a phone without a role as the applicant's, where there is none yet", () => {
    const [first] = proposalsOf(read({ things: [thing("phone", "+37126123456")] }), event());
    const [second] = proposalsOf(read({ things: [thing("phone", "+37126123456")] }), event({ persons: [{ ref: "p1", role: "applicant" }] }));
    expect([first?.role, second?.role]).toEqual(["applicant", "witness"]);
  });
});
