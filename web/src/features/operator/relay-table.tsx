import { createMemo, For, Show } from "solid-js"
import { BULK_MAX } from "~/api/operator/bulk"
import type { Plan } from "~/api/plans"
import { useProfiles } from "~/api/profiles"
import type { Relay } from "~/api/relays"
import { shortId } from "~/domain/nostr"
import { relayHost, relayName, relayState, relayStatus } from "~/domain/relay/relay"
import { text } from "~/features/operator/words/en/admin"
import { text as bulk } from "~/features/operator/words/en/bulk"
import { paths } from "~/paths"
import { Checkbox } from "~/ui/form/check"
import { inSteps } from "~/ui/in-steps"
import { Flag } from "~/ui/picture/flag"
import { Status } from "~/ui/state/status"
import { Table, Td, Th, Tr } from "~/ui/table"

const words = text.relays

/** The selected rows, and what a changed selection does. */
type Selection = { ids: readonly string[]; onSelect: (ids: string[]) => void }

/** Relays with their owners and drift, for operators. */
export function RelayTable(props: {
  rows: readonly Relay[]
  plans: readonly Plan[]
  withTenant?: boolean
  /** Absent: rows cannot be selected. */
  selection?: Selection
}) {
  const select = ({ ids, onSelect }: Selection, id: string, isSelected: boolean) =>
    onSelect(isSelected ? [...ids, id] : ids.filter((one) => one !== id))
  const profile = useProfiles(() => (props.withTenant ? props.rows.map((relay) => relay.tenant_pubkey) : []))
  const rows = createMemo(inSteps(() => props.rows))
  const planName = (id: string) => props.plans.find((plan) => plan.id === id)?.name ?? id
  return (
    <Table
      label={words.title}
      head={
        <>
          <Show when={props.selection}>
            <Th>
              <span class="sr-only">{bulk.column}</span>
            </Th>
          </Show>
          <Th>{words.relay}</Th>
          <Show when={props.withTenant}>
            <Th>{words.tenant}</Th>
          </Show>
          <Th>{words.plan}</Th>
          <Th end>{words.members}</Th>
          <Th>{words.status}</Th>
          <Th>{words.drift}</Th>
        </>
      }
    >
      <For each={rows()}>
        {(relay) => (
          <Tr>
            <Show when={props.selection}>
              {(selection) => (
                <Td>
                  <Checkbox
                    class="relative z-1"
                    label={<span class="sr-only">{bulk.choose(relayName(relay))}</span>}
                    checked={selection().ids.includes(relay.id)}
                    disabled={selection().ids.length >= BULK_MAX && !selection().ids.includes(relay.id)}
                    onChange={(isSelected) => select(selection(), relay.id, isSelected)}
                  />
                </Td>
              )}
            </Show>
            <Td class="sm:w-full sm:min-w-48 sm:max-w-0">
              <a href={paths.adminRelay(relay.id)} class="cover flex min-w-0 items-center gap-3">
                <Flag seed={relay.id} icon={relay.info_icon} size={28} />
                <span class="min-w-0">
                  <span class="block truncate font-semibold">{relayName(relay)}</span>
                  <span class="block truncate text-ink-2 text-small">{relayHost(relay)}</span>
                </span>
              </a>
            </Td>
            <Show when={props.withTenant}>
              <Td label={words.tenant} class="whitespace-nowrap">
                <a href={paths.adminTenant(relay.tenant_pubkey)} class="link relative z-1">
                  {profile(relay.tenant_pubkey)?.name ?? shortId(relay.tenant_pubkey)}
                </a>
              </Td>
            </Show>
            <Td label={words.plan}>{planName(relay.plan_id)}</Td>
            <Td label={words.members} end>
              {relay.member_count ?? "–"}
            </Td>
            <Td label={words.status}>
              <Status {...operatorsWord(relay)} />
            </Td>
            <Td label={words.drift} class="text-ink-2 text-small sm:min-w-44">
              <span class="min-w-0 break-words">{relay.sync_error || "–"}</span>
            </Td>
          </Tr>
        )}
      </For>
    </Table>
  )
}

/** The status word for operators: a relay taken offline by its owner is not offline "by you". */
function operatorsWord(relay: Relay) {
  const status = relayStatus(relay)
  return relayState(relay) === "offline" ? { ...status, detail: words.byOwner } : status
}
