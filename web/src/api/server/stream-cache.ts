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
type Which = NonNullable<Parameters<QueryClient["invalidateQueries"]>[0]>

/** Lists are read again at most this often, in milliseconds: a burst of news is one question. */
const GATHER_MS = 300

/**
 * Puts what the stream tells where the pages read it: an object replaces itself at once, also inside lists; lists whose rows,
 * order or counts it may have changed are asked for again.
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
   * Asks again for what is kept, and, once it was answered, for what is only now being asked for: that answer may have been on
   * its way before the news, and nothing else would ever say that it is old.
   */
  const renew = (which: Which) => {
    for (const query of queries.getQueryCache().findAll(which)) {
      if (query.state.data === undefined) query.promise?.then(() => askAgain(query.queryKey)).catch(() => {})
    }
    void queries.invalidateQueries(which)
  }

  /** An answer that was asked for before the news may be older than the news. */
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
    // What is due, what accrued, what was told: an invoice changes all of it.
    askAgain(keys.tenant(news.tenant_pubkey))
    askAgain(keys.admin())
  }

  const activity = (news: Activity) => {
    askAgain(keys.tenantActivity(news.tenant_pubkey))
    askAgain(keys.admin())
    if (news.resource_type !== "relay") return
    askAgain(keys.relayActivity(news.resource_id))
    askAgain(keys.relayBans(news.resource_id))
  }

  /** The line stands. What was answered, or asked, before that may have changed since, and nobody was told: it is asked for again. */
  const began = () =>
    renew({ predicate: ({ queryKey, state }) => isTold(queryKey) && (state.dataUpdatedAt > 0 || isAsked(state)) })

  return {
    /** Applies one event; what this version does not know is passed over. */
    apply(event: StreamEvent) {
      if (event.event === "reset") return renew({})
      if (event.event === "began") return began()
      const news = parsed(event.data)
      if (!news) return
      if (event.event === "relay") relay(news as Relay)
      else if (event.event === "tenant") tenant(news as Tenant)
      else if (event.event === "invoice") invoice(news as Invoice)
      else if (event.event === "activity") activity(news as Activity)
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      due.clear()
    },
  }
}

const isAsked = ({ fetchStatus }: { fetchStatus: string }) => fetchStatus !== "idle"

/** Whether the stream tells of it: a tenant with all lists, a relay, an invoice; no code to pay by, no quote. */
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
