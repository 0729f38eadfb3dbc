import { describe, expect, it } from "vitest";
import { Refusal, ServerAway } from "../api/client";
import type { Fault } from "../api/types";
import { readRefusal } from "./sending";

const RULES = { fields: { old: "", password: "at least 12" }, places: { "identity.password_wrong": "old" } };
const refusal = (code: string, title: string, errors: Fault[] = []): Refusal => new Refusal({ type: "about:blank", title, status: 409, code, errors });

describe("a refusal in a form", () => {
  it("is told at the field that it is about", () => {
    expect(readRefusal(refusal("identity.password_wrong", "wrong"), RULES, "away")).toEqual({ old: "wrong" });
  });
  it("says a broken rule of shape in the form's own words", () => {
    const faults = [{ path: "password", code: "input.invalid", message: "Expected `str` of length >= 12" }];
    expect(readRefusal(refusal("bad_input", "bad", faults), RULES, "away")).toEqual({ password: "at least 12" });
  });
  it("keeps the server's words where they know more", () => {
    const faults = [{ path: "password", code: "identity.password_leaked", message: "known to thieves" }];
    expect(readRefusal(refusal("bad_input", "bad", faults), RULES, "away")).toEqual({ password: "known to thieves" });
  });
  it("tells faults of list items at the list, and each once", () => {
    const faults = [0, 1].map((place) => ({ path: `roles.${place}`, code: "identity.role_unknown", message: "no such role" }));
    expect(readRefusal(refusal("bad_input", "bad", faults), { fields: { roles: "" } }, "away")).toEqual({ roles: "no such role" });
  });
  it("hides nothing that belongs to no field", () => {
    expect(readRefusal(refusal("too_many", "wait 8 s"), RULES, "away")).toEqual({ "": "wait 8 s" });
    expect(readRefusal(new ServerAway("/x"), RULES, "away")).toEqual({ "": "away" });
  });
});
