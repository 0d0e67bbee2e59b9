import { createSignal } from "solid-js"
import { useProfiles } from "~/api/profiles"
import { type KeyProblem, parseKey } from "~/domain/nostr"
import { text } from "~/features/members/words/en/team"

/** The roles that an owner gives. */
export const ROLE_OPTIONS = (["moderator", "co_owner"] as const).map((value) => ({ value, label: text.roles[value] }))

/** The field for a person's ID in the dialogs of a team: what was typed, its fault, and whose it is. */
export function createKeyField(owner: () => string) {
  const [typed, setTyped] = createSignal("")
  const [problem, setProblem] = createSignal("")
  const key = () => {
    const parsed = parseKey(typed())
    return parsed.ok ? parsed.pubkey : undefined
  }
  const profile = useProfiles(() => [key()].flatMap((known) => known ?? []))
  return {
    typed,
    problem,
    name: () => profile(key() ?? "")?.name,
    type(value: string) {
      setTyped(value)
      setProblem("")
    },
    refuse: setProblem,
    /** The person's key; without one the fault is shown. */
    read(): string | undefined {
      const parsed = parseKey(typed())
      if (!parsed.ok) {
        setProblem(text.add.problems[parsed.problem satisfies KeyProblem])
        return undefined
      }
      if (parsed.pubkey === owner()) {
        setProblem(text.add.problems.owner)
        return undefined
      }
      setProblem("")
      return parsed.pubkey
    },
  }
}

export type KeyField = ReturnType<typeof createKeyField>
