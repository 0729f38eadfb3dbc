import { expect, test } from "vitest";
import type { KnownItem } from "../api/types";
import { askedFor, isNews } from "./known";

test("a whole personal code is asked for before any name", () => {
  expect(askedFor("persons", { ref: "p1", personal_code: "161175-19997", name: "Jānis", surname: "Bērziņš" })).toBe("161175-19997");
});

test("half a name asks for nobody", () => {
  expect(askedFor("persons", { ref: "p1", name: "Jānis" })).toBe("");
  expect(askedFor("persons", { ref: "p1", name: "Jānis", surname: "Bē" })).toBe("");
  expect(askedFor("persons", { ref: "p1", name: "Jānis", surname: "Bēr" })).toBe("Jānis Bēr");
});

test("a plate is asked for from four signs on", () => {
  expect(askedFor("vehicles", { ref: "v1", plate: "AB-" })).toBe("");
  expect(askedFor("vehicles", { ref: "v1", plate: "AB-12" })).toBe("AB-12");
});

test("what stands there already is no news", () => {
  const known = { values: { name: "Jānis", phone: "+37120000001" } } as unknown as KnownItem;
  expect(isNews(known, { ref: "p1", name: "Jānis", phone: "+37120000001" })).toBe(false);
  expect(isNews(known, { ref: "p1", name: "Jānis" })).toBe(true);
});
