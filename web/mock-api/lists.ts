import { invalid } from "./problem.ts"

const LIMIT_MAX = 500
const LIMIT_DEFAULT = 100
const Q_MAX = 200

/** A page of a list, beside its counts. */
export type Page<T> = { rows: T[]; next?: string; total: number; matched: number }

/** What a list was asked for: `from` is the place of its first row. */
type Asked = { q: string; status: string; plan: string; limit: number; from: number }

function asked(query: URLSearchParams): Asked {
  const names = ["q", "status", "limit", "cursor", "plan"]
  const anything = names.some((name) => query.has(name))
  const limit = Number(query.get("limit") ?? (anything ? LIMIT_DEFAULT : LIMIT_MAX))
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw invalid("limit", "The limit is a number from 1 to 500.")
  }
  const q = (query.get("q") ?? "").trim().toLowerCase()
  if (q.length > Q_MAX) throw invalid("q", "Search for something shorter.")
  const cursor = query.get("cursor") ?? ""
  const from = cursor === "" ? 0 : Number(/^(\d+)\.from$/.exec(cursor)?.[1] ?? Number.NaN)
  if (Number.isNaN(from)) throw invalid("cursor", "This cursor isn’t one of ours.")
  return { q, status: query.get("status") ?? "", plan: query.get("plan") ?? "", limit, from }
}

/** How a list of one kind is searched. */
export type Search<T> = {
  /** All that the list can show, newest first. */
  all: T[]
  /** How many there are with nothing asked, where that is not all of them. */
  total?: number
  words: (row: T) => string[]
  status?: { known: string[]; of: (row: T) => string; none: string; hidden?: string }
  plan?: (row: T) => string
}

/** One page of a list, by the query of a request. */
export function page<T>(search: Search<T>, query: URLSearchParams): Page<T> {
  const { q, status, plan, limit, from } = asked(query)
  const states = search.status
  if (status && states && !states.known.includes(status)) throw invalid("status", states.none)
  const matching = search.all.filter((row) => {
    if (states && (status ? states.of(row) !== status : states.of(row) === states.hidden)) return false
    if (plan && search.plan && search.plan(row) !== plan) return false
    return q === "" || search.words(row).some((word) => word.toLowerCase().includes(q))
  })
  const rows = matching.slice(from, from + limit)
  const more = matching.length > from + limit
  return {
    rows,
    total: search.total ?? search.all.length,
    matched: matching.length,
    ...(more ? { next: `${from + limit}.from` } : {}),
  }
}
