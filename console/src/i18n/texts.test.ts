import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "./en.json";
import { fill } from "./index";
import lv from "./lv.json";

const SOURCE = join(__dirname, "..");
const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name) && !/\.test\.|schema\.d/.test(name));
const source = files.map((name) => readFileSync(join(SOURCE, name), "utf8")).join("\n");
/** `place.kind.` of `place.kind.${kind}`: any of them may be meant. */
const built = [...source.matchAll(/[`"]([a-z_]+(?:\.[a-z_]+)*\.)(?:\$\{|" \+)/g)].map((found) => found[1] ?? "");

describe("the texts", () => {
  it("are the same in both languages", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(lv).sort());
  });
  it("fill the same gaps in both languages", () => {
    const gaps = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    const other = Object.entries(lv).filter(([key, text]) => gaps(text).join() !== gaps(en[key as keyof typeof en]).join());
    expect(other).toEqual([]);
  });
  it("say numbers as the language does", () => {
    const of = (count: number): string => fill("{count} {count:vienība|vienības}", { count });
    expect([1, 2, 11, 21].map(of)).toEqual(["1 vienība", "2 vienības", "11 vienības", "21 vienība"]);
    expect(fill("{count} {count:unit|units}", { count: 21 }, "en")).toBe("21 units");
  });
  it("exist for every key that is used", () => {
    const used = [...source.matchAll(/\bt\("([^"]+)"/g), ...source.matchAll(/\bword: "([a-z_.]+)"/g)].map((found) => found[1] ?? "");
    expect(used.filter((key) => !(key in lv) && !built.includes(key))).toEqual([]);
  });
  it("are all used", () => {
    const unused = Object.keys(lv).filter((key) => !source.includes(`"${key}"`) && !built.some((start) => key.startsWith(start)));
    expect(unused).toEqual([]);
  });
});
