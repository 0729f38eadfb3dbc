import { expect, test } from "vitest";
import type { EventVersion } from "../api/types";
import { codeListOf, linesOf, wordPathOf } from "./fieldLines";

const change = (path: string): EventVersion["changes"][number] => ({ path, before: null, after: "x", origin: "manual", source: "Anna" });
const versions = [
  { version: 2, at: "2026-11-24T10:00:00Z", by_name: "Anna", institution: "vp", changes: [change("persons.p1.phone"), change("persons.p12.phone")] },
  { version: 1, at: "2026-11-24T09:00:00Z", by_name: "Jānis", institution: "vp", changes: [change("type"), change("persons.p1.name")] },
] as unknown as EventVersion[];

test("a person's lines are those of all fields of that person, newest first", () => {
  expect(linesOf(versions, "persons.p1").map((line) => [line.path, line.by])).toEqual([["persons.p1.phone", "Anna"], ["persons.p1.name", "Jānis"]]);
});

test("one field has its own lines only, and no path has all", () => {
  expect(linesOf(versions, "persons.p1.name")).toHaveLength(1);
  expect(linesOf(versions, "")).toHaveLength(4);
});

test("a field is called by its list, not by its ref", () => {
  expect([wordPathOf("persons.p1.phone"), wordPathOf("persons.p1"), wordPathOf("place.address")]).toEqual(["persons.phone", "persons", "place.address"]);
});

test("coded fields know their list", () => {
  expect([codeListOf("type"), codeListOf("persons.p1.role"), codeListOf("objects.b1.description")]).toEqual(["incident_type", "person_role", undefined]);
});
