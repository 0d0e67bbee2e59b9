import { For, Show } from "solid-js"
import { useInfo } from "~/api/info"
import { readTenants, useAllTenants } from "~/api/operator/admin"
import { useProfiles } from "~/api/profiles"
import type { Tenant } from "~/api/tenants"
import { useTitle } from "~/components/frame/title"
import { billingStatusOf } from "~/domain/billing/billing-status"
import { type Money, moneyText } from "~/domain/billing/money"
import { type Column, csvTime } from "~/domain/csv"
import { npub, shortId } from "~/domain/nostr"
import { text } from "~/features/operator/words/en/admin"
import { paths } from "~/paths"
import { LinkButton } from "~/ui/form/button"
import { FilterPill } from "~/ui/form/filter"
import { Avatar } from "~/ui/picture/avatar"
import { Empty } from "~/ui/state/empty"
import { Status } from "~/ui/state/status"
import { Table, Td, Th, Tr } from "~/ui/table"
import { Time } from "~/ui/time"
import { CsvButton } from "./csv-button"
import { ListFrame, useShown } from "./list-frame"

const words = text.tenants
const NONE = "–"
/** A sum, or a dash for nothing. */
const amountOf = (money: Money | undefined) => (money && money.amount > 0 ? moneyText(money) : NONE)
const STATUSES = ["active", "past_due", "delinquent", "suspended", "closed"] as const

const COLUMNS: readonly Column<Tenant>[] = [
  ["npub", (tenant) => npub(tenant.pubkey)],
  ["pubkey", (tenant) => tenant.pubkey],
  ["status", (tenant) => tenant.status],
  ["relays", (tenant) => tenant.summary?.relays ?? 0],
  ["monthly", (tenant) => tenant.summary?.monthly.amount ?? 0],
  ["open", (tenant) => tenant.summary?.open.amount ?? 0],
  ["credit", (tenant) => tenant.credit.amount],
  ["currency", (tenant) => tenant.credit.currency],
  ["next_invoice_at", (tenant) => csvTime(tenant.renews_at)],
  ["created_at", (tenant) => csvTime(tenant.created_at)],
]

/** All tenants. */
export default function AdminTenants() {
  const view = useShown(["q", "status"])
  const tenants = useAllTenants(view.shown)
  const info = useInfo()
  const rows = () => (tenants.isSuccess ? tenants.data.rows : [])
  const profile = useProfiles(() => rows().map((tenant) => tenant.pubkey))
  useTitle(() => words.title)
  return (
    <ListFrame
      words={words}
      view={view}
      answer={tenants}
      download={
        <>
          <Show when={info.isSuccess && info.data.sign_up === "invitation"}>
            <LinkButton size="small" href={paths.adminInvitations}>
              {words.invitations}
            </LinkButton>
          </Show>
          <CsvButton name="tenants" columns={COLUMNS} read={(cursor) => readTenants(view.shown(), cursor)} />
        </>
      }
      empty={<Empty title={words.empty} text={words.emptyText} />}
      filters={
        <FilterPill
          label={words.status}
          value={view.shown().status ?? ""}
          options={[
            { value: "", label: words.any },
            ...STATUSES.map((status) => ({ value: status, label: billingStatusOf({ status }).word })),
          ]}
          onChange={(status) => view.show({ status })}
        />
      }
    >
      <Table
        label={words.title}
        head={
          <>
            <Th>{words.person}</Th>
            <Th>{words.status}</Th>
            <Th end>{words.relays}</Th>
            <Th end>{words.monthly}</Th>
            <Th end>{words.open}</Th>
            <Th end>{words.renews}</Th>
            <Th end>{words.since}</Th>
          </>
        }
      >
        <For each={rows()}>
          {(tenant) => (
            <Tr>
              <Td>
                <a href={paths.adminTenant(tenant.pubkey)} class="cover flex min-w-0 items-center gap-3">
                  <Avatar
                    pubkey={tenant.pubkey}
                    name={profile(tenant.pubkey)?.name}
                    picture={profile(tenant.pubkey)?.picture}
                    size={28}
                  />
                  <span class="min-w-0 truncate">
                    <span class="font-semibold">{profile(tenant.pubkey)?.name ?? ""}</span>{" "}
                    <span class="mono text-ink-2">{shortId(tenant.pubkey)}</span>
                  </span>
                </a>
              </Td>
              <Td label={words.status}>
                <Status tone={billingStatusOf(tenant).tone} word={billingStatusOf(tenant).word} />
              </Td>
              <Td label={words.relays} end>
                <span class="tabular-nums">{tenant.summary?.relays ?? ""}</span>
              </Td>
              <Td label={words.monthly} end class="whitespace-nowrap">
                {amountOf(tenant.summary?.monthly)}
              </Td>
              <Td label={words.open} end class="whitespace-nowrap">
                {amountOf(tenant.summary?.open)}
              </Td>
              <Td label={words.renews} end class="whitespace-nowrap">
                <Show when={tenant.renews_at} fallback={NONE}>
                  {(at) => <Time at={at()} as="day" />}
                </Show>
              </Td>
              <Td label={words.since} end class="whitespace-nowrap">
                <Time at={tenant.created_at} as="day" />
              </Td>
            </Tr>
          )}
        </For>
      </Table>
    </ListFrame>
  )
}
