import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

// Contexts import api, live, map, places, ui, i18n and keyboard, never each other; ui imports nothing of ours.
const contexts = ["calls", "dispatch", "register", "supervisor", "identity", "audit"];
const forbid = (names) => [
  "error",
  { patterns: names.map((name) => ({ group: [`**/${name}/*`], message: "Contexts do not know each other." })) },
];

export default ts.config(
  { ignores: ["dist", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...ts.configs.recommended,
  a11y.flatConfigs.recommended,
  { plugins: { "react-hooks": hooks }, rules: { "react-hooks/rules-of-hooks": "error", "react-hooks/exhaustive-deps": "error" } },
  {
    rules: {
      "max-lines": ["error", { max: 250, skipBlankLines: false }],
      "no-console": "error",
      // The command line and search boxes take the focus when a person asked for them.
      "jsx-a11y/no-autofocus": "off",
    },
  },
  ...contexts.map((context) => ({
    files: [`src/${context}/**`],
    rules: { "no-restricted-imports": forbid(contexts.filter((other) => other !== context).concat("app")) },
  })),
  { files: ["src/ui/**"], rules: { "no-restricted-imports": forbid([...contexts, "app", "api", "live", "map", "i18n", "keyboard"]) } },
);
