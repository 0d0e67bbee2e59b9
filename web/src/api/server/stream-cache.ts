import type { QueryClient, QueryKey } from "@tanstack/solid-query"
import type { components } from "~/api/schema.gen"
import { keepInvoice } from "./invoice-cache"
import { keys } from "./keys"
import { replaceRow } from "./rows"
import type { StreamEvent } from "./stream-events"

type Relay = components["schemas"]["Relay"]
type Tenant = components["schemas"]["Tenant"]
type Invoice = components["schemas"]["Invoice"]
type Activity = components["schemas"]["Activity"]
type Import = components["schemas"]["Import"]
type Offers = components["schemas"]["Offers"]
type TeamRelays = components["schemas"]["TeamRelays"]
type Which = NonNullable<Parameters<QueryClient["invalidateQueries"]>[0]>

/** Shortest time between two reloads of a list, in milliseconds: a burst of events causes one request. */
const GATHER_MS = 300

/** Activities that change who may do what: the reader's own lists and role may be others now. */
const TEAM_CHANGES: ReadonlySet<string> = new Set([
  "set_team_role",
  "remove_team_member",
  "leave_team",
  "offer_transfer",
  "withdraw_transfer",
  "decline_transfer",
  "accept_transfer",
])

/**
 * Applies events of the stream to the cache. An object is replaced at once, also inside lists. Lists whose rows, order
 * or counts may have changed are reloaded.
 */
export function streamCache(queries: QueryClient) {
  const due = new Map<string, QueryKey>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  const askAgain = (queryKey: QueryKey) => {
    if (stopped) return
    due.set(JSON.stringify(queryKey), queryKey)
    timer ??= setTimeout(() => {
      timer = undefined
      const gathered = [...due.values()]
      due.clear()
      for (const queryKey of gathered) renew({ queryKey })
    }, GATHER_MS)
  }

  /**
   * Reloads cached queries. A query that is running is reloaded after it, because its response may be older than the
   * event.
   */
  const renew = (which: Which) => {
    for (const query of queries.getQueryCache().findAll(which)) {
      if (query.state.data === undefined) query.promise?.then(() => askAgain(query.queryKey)).catch(() => {})
    }
    void queries.invalidateQueries(which)
  }

  /** A response that was requested before the event may be older than the event. */
  const put = (queryKey: QueryKey, value: unknown) => {
    queries.setQueryData(queryKey, value)
    if (queries.isFetching({ queryKey, exact: true }) > 0) askAgain(queryKey)
  }

  const relay = (news: Relay) => {
    const before = queries.getQueryData<Relay>(keys.relay(news.id))
    put(keys.relay(news.id), news)
    replaceRow(queries, keys.tenantRelays(news.tenant_pubkey), news)
    replaceRow(queries, keys.adminRelays(), news)
    askAgain(keys.tenantRelays(news.tenant_pubkey))
    askAgain(keys.relayDomain(news.id))
    askAgain(keys.admin())
    if (before?.member_count !== news.member_count) askAgain(keys.relayMembers(news.id))
  }

  const tenant = (news: Tenant) => {
    put(keys.tenant(news.pubkey), news)
    askAgain(keys.tenantNotices(news.pubkey))
    askAgain(keys.admin())
  }

  const invoice = (news: Invoice) => {
    keepInvoice(queries, news)
    askAgain(keys.invoice(news.id))
    // An invoice changes what is due, the draft and the notices.
    askAgain(keys.tenant(news.tenant_pubkey))
    askAgain(keys.admin())
  }

  const activity = (news: Activity) => {
    askAgain(keys.tenantActivity(news.tenant_pubkey))
    askAgain(keys.admin())
    if (news.resource_type !== "relay") return
    askAgain(keys.relayActivity(news.resource_id))
    askAgain(keys.relayBans(news.resource_id))
    if (!TEAM_CHANGES.has(news.activity_type)) return
    askAgain(keys.relayTeam(news.resource_id))
    askAgain(["tenant"])
    askAgain(keys.relay(news.resource_id))
  }

  /** All relays that are offered to the reader. Only their own list is in the cache. */
  const offers = (news: Offers) => {
    const isList = ({ queryKey }: { queryKey: QueryKey }) => queryKey[2] === keys.teamRelays("")[2]
    for (const { queryKey, state } of queries.getQueryCache().findAll({ predicate: isList })) {
      const before = state.data as TeamRelays | undefined
      if (before) put(queryKey, { ...before, offers: news.offers })
      else askAgain(queryKey)
    }
  }

  /** The stream has started. Earlier data may have changed without an event, so it is reloaded. */
  const began = () =>
    renew({ predicate: ({ queryKey, state }) => isTold(queryKey) && (state.dataUpdatedAt > 0 || isAsked(state)) })

  return {
    /** Applies one event; unknown ones are ignored. */
    apply(event: StreamEvent) {
      if (event.event === "reset") return renew({})
      if (event.event === "began") return began()
      const news = parsed(event.data)
      if (!news) return
      if (event.event === "relay") relay(news as Relay)
      else if (event.event === "tenant") tenant(news as Tenant)
      else if (event.event === "invoice") invoice(news as Invoice)
      else if (event.event === "activity") activity(news as Activity)
      else if (event.event === "offers") offers(news as Offers)
      else if (event.event === "import") put(keys.relayImport((news as Import).relay_id), news as Import)
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      due.clear()
    },
  }
}

const isAsked = ({ fetchStatus }: { fetchStatus: string }) => fetchStatus !== "idle"

/**
 * Whether the stream reports changes of this query: a tenant with all lists, a relay, an invoice; not Lightning
 * invoices or quotes.
 */
const isTold = ([kind, , ...rest]: QueryKey) =>
  kind === "tenant" || ((kind === "relay" || kind === "invoice") && rest.length === 0)

function parsed(data: string): unknown {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === "object" && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
