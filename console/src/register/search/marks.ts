/** What kind of number a mark is: a document's by its code list, others by words of our own. */
import { useWords } from "../../i18n";
import { useClassifier } from "../../session/desk";

export function useMarkName(): (detail: string | null) => string {
  const { code, value } = useWords();
  const documents = useClassifier("document_type");
  return (detail) => {
    if (detail === null) return "";
    const own = code(`mark.${detail}`);
    return own === `mark.${detail}` ? value(documents(detail), detail) : own;
  };
}
