/** The first visit: the story in six seats, each entered by one press; the other people below. */
import type { ReactNode } from "react";
import type { DemonstrationPerson } from "../api/types";
import { useWords, type Key } from "../i18n";
import { WithKeys } from "../ui/marks";
import { Button } from "../ui/parts";

interface Seat { role: string; institution: string; text: Key }

/** In the order of the story: from the call to the look back at it. */
const STORY: Seat[] = [
  { role: "call_taker", institution: "112", text: "tour.call_taker" },
  { role: "dispatcher", institution: "vugd", text: "tour.fire" },
  { role: "dispatcher", institution: "vp", text: "tour.police" },
  { role: "duty_officer", institution: "pp-0003000", text: "tour.municipal" },
  { role: "supervisor", institution: "112", text: "tour.supervisor" },
  { role: "auditor", institution: "iemic", text: "tour.auditor" },
];

/** One person a seat: of two call-takers the visitor needs one. */
function seatsOf(people: readonly DemonstrationPerson[]): { story: [Seat, DemonstrationPerson][]; others: DemonstrationPerson[] } {
  const story = STORY.flatMap((seat): [Seat, DemonstrationPerson][] => {
    const person = people.find((one) => one.roles.includes(seat.role) && one.institution === seat.institution);
    return person ? [[seat, person]] : [];
  });
  const taken = new Set(story.map(([, person]) => seatOf(person)));
  const others = people.filter((one) => {
    if (taken.has(seatOf(one)) || one.login.startsWith("dezurants.")) return false;
    taken.add(seatOf(one));
    return true;
  });
  return { story, others };
}

const seatOf = (person: DemonstrationPerson): string => `${person.institution} ${person.roles.join(" ")}`;

export function Tour({ people, onEnter }: { people: readonly DemonstrationPerson[]; onEnter: (login: string) => void }): ReactNode {
  const { t, code, language } = useWords();
  const { story, others } = seatsOf(people);
  const institution = (one: DemonstrationPerson): string => (language === "lv" ? one.institution_name : one.institution_name_en);
  const role = (one: DemonstrationPerson): string => one.roles.map((name) => code(`role.${name}`)).join(", ");
  return (
    <section className="tour" aria-label={t("tour.title")}>
      <div className="tour-head">
        <h2 className="big strong">{t("tour.title")}</h2>
        <p className="ink2">{t("tour.about")}</p>
      </div>
      <ol className="tour-story">
        {story.map(([seat, person], place) => (
          <li key={person.login}>
            <span className="pri" data-p="3" aria-hidden="true">{place + 1}</span>
            <div><div><b>{role(person)}</b> <span className="ink2">{person.name}</span></div><div className="small ink2 cut" title={institution(person)}>{institution(person)}</div></div>
            <div><WithKeys text={t(seat.text)} /></div>
            <Button low kind={place === 0 ? "main" : "ordinary"} autoFocus={place === 0} onPress={() => onEnter(person.login)}
              aria-label={`${t("signin.enter")}: ${person.name}`}>{t("signin.enter")}</Button>
          </li>
        ))}
      </ol>
      <div className="tour-others">
        <span className="small ink3">{t("tour.others")}</span>
        {others.map((one) => (
          <Button key={one.login} low onPress={() => onEnter(one.login)} aria-label={`${role(one)} ${one.name}, ${institution(one)}`}>
            {role(one)} <span className="small ink2">{one.name}</span>
          </Button>
        ))}
      </div>
      <p className="small ink3">{t("tour.windows")}</p>
    </section>
  );
}
