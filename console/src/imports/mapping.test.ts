import { describe, expect, it } from "vitest";
import type { ImportMapping } from "../api/types";
import { goalOf, placesOf, withCode, withGoal, withSource, withTable } from "./mapping";

const ORDER = ["Nr.", "Datums", "Laiks", "Veids", "X", "Y", "Vārds"];
const BEFORE: ImportMapping = {
  event: { source_id: { column: ["Nr."], join: " " }, received_at: { column: ["Laiks"], join: " " }, received_via: { value: "phone", join: " " } },
  persons: [{ role: { value: "applicant", join: " " }, name: { column: ["Vārds"], join: " " } }],
  point: { north: "X", east: "Y", both: null, system: "lks92" },
};

describe("a column", () => {
  it("goes to a field beside others, in the order of the file", () => {
    const after = withGoal(BEFORE, "Datums", "event.received_at", ORDER);
    expect(after.event?.received_at?.column).toEqual(["Datums", "Laiks"]);
    expect(goalOf(after, "Datums")).toBe("event.received_at");
  });

  it("leaves where it was, and a field without columns and value is none", () => {
    const after = withGoal(BEFORE, "Laiks", "event.occurred_from", ORDER);
    expect(after.event?.received_at).toBeUndefined();
    expect(goalOf(after, "Laiks")).toBe("event.occurred_from");
    expect(goalOf(withGoal(BEFORE, "Vārds", "", ORDER), "Vārds")).toBe("");
  });

  it("makes a second person, and one of whom nothing is told goes", () => {
    const two = withGoal(BEFORE, "Veids", "persons[1].surname", ORDER);
    expect(two.persons).toHaveLength(2);
    expect(withGoal(two, "Veids", "", ORDER).persons).toHaveLength(1);
  });

  it("is a coordinate without changing the system of the other one", () => {
    const after = withGoal(BEFORE, "Y", "", ORDER);
    expect(after.point).toEqual({ north: "X", east: null, both: null, system: "lks92" });
    expect(withGoal(after, "X", "", ORDER).point).toBeNull();
    expect(goalOf(withGoal(after, "Y", "point.east", ORDER), "Y")).toBe("point.east");
  });
});

describe("words of the file", () => {
  it("become codes by a table that the field names", () => {
    const typed = withGoal(BEFORE, "Veids", "event.type", ORDER);
    const waiting = withTable(typed, "event.type", ["Troksnis", "Suns"]);
    const done = withCode(waiting, "event_type", "Suns", "order.animal");
    expect(done.event?.type?.values).toBe("event_type");
    expect(done.values?.event_type).toEqual({ Troksnis: "", Suns: "order.animal" });
  });

  it("or one value stands for all", () => {
    const after = withSource(BEFORE, "persons[0].role", { value: "victim", join: " " });
    expect(placesOf(after).find((one) => one.path === "persons[0].role")?.source.value).toBe("victim");
  });
});
