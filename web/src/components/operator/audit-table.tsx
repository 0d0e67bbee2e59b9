import { For } from "solid-js"
import type { AuditEntry } from "~/api/operator/admin"
import { useProfiles } from "~/api/profiles"
import { account } from "~/auth/session"
import { text as words } from "~/components/operator/words/en/audit"
import { moneyText, totalIn } from "~/domain/billing/money"
import { shortId } from "~/domain/nostr"
import { paths } from "~/paths"
import { Time } from "~/ui/time"

/** Entries of the audit log, newest first: actor, act, object, time and reason. */
export function AuditTable(props: { rows: readonly AuditEntry[]; label: string }) {
  const profile = useProfiles(() =>
    props.rows.flatMap((row) => [row.admin_pubkey, ...(row.resource_type === "tenant" ? [row.resource_id] : [])]),
  )
  const name = (pubkey: string) =>
    pubkey === account()?.pubkey ? words.you : (profile(pubkey)?.name ?? shortId(pubkey))
  return (
    <ul aria-label={props.label} class="divide-y divide-line">
      <For each={props.rows}>
        {(row) => (
          <li class="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] sm:px-6">
            <div class="min-w-0">
              <p class="font-label text-control">{words.action(row.action, moneyIn(row))}</p>
              <p class="text-ink-2 text-small">
                {name(row.admin_pubkey)}, <Time at={row.created_at} as="dayAndTime" />
              </p>
            </div>
            <div class="min-w-0 text-small">
              <p class="break-words">{row.reason || <span class="text-ink-3">{words.noReason}</span>}</p>
              <p class="truncate text-ink-2">
                <Target row={row} name={row.resource_type === "tenant" ? profile(row.resource_id)?.name : undefined} />
              </p>
            </div>
          </li>
        )}
      </For>
    </ul>
  )
}

const moneyIn = ({ detail }: AuditEntry) => {
  const total = totalIn(detail)
  return total ? moneyText(total) : ""
}

/** The object of an act. `name` is that of a tenant, if it is known. */
function Target(props: { row: AuditEntry; name: string | undefined }) {
  const href = () => {
    switch (props.row.resource_type) {
      case "tenant":
        return paths.adminTenant(props.row.resource_id)
      case "relay":
        return paths.adminRelay(props.row.resource_id)
      case "invoice":
        return paths.adminInvoice(props.row.resource_id)
      default:
        return undefined
    }
  }
  const said = () =>
    `${words.kinds[props.row.resource_type]} ${props.row.resource_name ?? props.name ?? shortId(props.row.resource_id)}`
  return (
    <>
      {href() ? (
        <a class="link" href={href()}>
          {said()}
        </a>
      ) : (
        words.platform
      )}
    </>
  )
}
