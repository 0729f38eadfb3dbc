import { expect, test } from "vitest";
import { wishOf } from "./sought";

const wish = (path: string): unknown => wishOf({ path, turn: 1 });

test("a wanted role is a new person in that role", () => {
  expect(wish("persons:victim")).toEqual({ list: "persons", turn: 1, role: "victim" });
});

test("a wanted field is that of somebody who is there", () => {
  expect(wish("persons.p1.surname")).toEqual({ list: "persons", turn: 1, ref: "p1", field: "surname" });
});

test("a wanted list is any thing of it, and a fact is no list", () => {
  expect(wish("vehicles")).toEqual({ list: "vehicles", turn: 1 });
  expect([wish("legal_class"), wish("place.address"), wish("outcome.kind")]).toEqual([null, null, null]);
});
