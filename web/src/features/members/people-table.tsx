import Ban from "lucide-solid/icons/ban"
import Copy from "lucide-solid/icons/copy"
import UserMinus from "lucide-solid/icons/user-minus"
import { createEffect, createSignal, For, on, Show } from "solid-js"
import { account } from "~/auth/session"
import { npub, shortId } from "~/domain/nostr"
import type { Profile } from "~/domain/profile"
import { inOrder } from "~/domain/relay/people"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/members/words/en/members"
import { Card } from "~/ui/card"
import { Menu, type MenuItem } from "~/ui/overlay/menu"
import { toast } from "~/ui/overlay/toast"
import { Avatar } from "~/ui/picture/avatar"
import { Tag } from "~/ui/state/tag"
import { Table, Td, Th, Tr } from "~/ui/table"
import { BanPerson } from "./people-ban"
import { RemovePerson } from "./people-remove"

const words = text.members

export type FindProfile = (pubkey: string) => Profile | undefined

type Asked = { what: "remove" | "ban"; pubkey: string }

/** Members as rows; on phones as cards. */
export function PeopleTable(props: {
  relay: Relay
  people: readonly string[]
  /** How many of the members are shown; `""` = all. */
  shown: string
  profile: FindProfile
  /** Whether members can be removed and banned here. */
  manage: boolean
  /** Whether a person is the owner or in the team. The server neither removes nor bans them. */
  runs: (pubkey: string) => boolean
}) {
  const [asked, setAsked] = createSignal<Asked>()
  const [last, setLast] = createSignal<Asked>()
  createEffect(on(asked, (now) => now && setLast(now)))
  const rows = () => inOrder(props.people, props.relay.tenant_pubkey, account()?.pubkey)
  const nameOf = (pubkey: string) => props.profile(pubkey)?.name ?? shortId(pubkey)
  return (
    <div>
      <Card bare>
        <Table
          label={words.table}
          head={
            <>
              <Th>{words.name}</Th>
              <Th>{words.id}</Th>
              <Th>
                <span class="sr-only">{words.actions}</span>
              </Th>
            </>
          }
        >
          <For each={rows()}>
            {(pubkey) => (
              <Row
                pubkey={pubkey}
                profile={props.profile(pubkey)}
                owner={pubkey === props.relay.tenant_pubkey}
                items={menu(pubkey, props.manage && !props.runs(pubkey), setAsked)}
              />
            )}
          </For>
        </Table>
      </Card>
      <p class="mt-3 text-ink-3 text-small tabular-nums empty:hidden" aria-live="polite">
        {props.shown}
      </p>
      <Show when={last()}>
        {(ask) => (
          <Show
            when={ask().what === "ban"}
            fallback={
              <RemovePerson
                relay={props.relay}
                pubkey={ask().pubkey}
                name={nameOf(ask().pubkey)}
                open={asked()?.what === "remove"}
                onClose={() => setAsked(undefined)}
              />
            }
          >
            <BanPerson
              relay={props.relay}
              pubkey={ask().pubkey}
              name={nameOf(ask().pubkey)}
              open={asked()?.what === "ban"}
              onClose={() => setAsked(undefined)}
            />
          </Show>
        )}
      </Show>
    </div>
  )
}

function Row(props: { pubkey: string; profile: Profile | undefined; owner: boolean; items: readonly MenuItem[] }) {
  const you = () => account()?.pubkey === props.pubkey
  const name = () => {
    const known = props.profile?.name ?? (you() ? undefined : words.noName)
    return you() ? words.you(known) : (known ?? words.noName)
  }
  return (
    <Tr class="max-sm:grid-cols-[minmax(0,1fr)_auto]! max-sm:items-center">
      <Td>
        <span class="flex min-w-0 items-center gap-3">
          <Avatar pubkey={props.pubkey} name={props.profile?.name} picture={props.profile?.picture} />
          <span class="min-w-0">
            <span class="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
              <span class={props.profile?.name || you() ? "min-w-0 break-words font-semibold" : "min-w-0 text-ink-3"}>
                <bdi>{name()}</bdi>
              </span>
              <Show when={props.owner}>
                <Tag tone="sea">{words.owner}</Tag>
              </Show>
            </span>
            <span class="mono block text-ink-2 text-small sm:hidden" translate="no">
              {shortId(props.pubkey)}
            </span>
          </span>
        </span>
      </Td>
      <Td class="max-sm:hidden!">
        <span class="mono text-ink-2" title={npub(props.pubkey)} translate="no">
          {shortId(props.pubkey)}
        </span>
      </Td>
      <Td end>
        <Menu
          label={words.actionsFor(props.profile?.name ?? shortId(props.pubkey))}
          kind="quiet"
          size="small"
          items={props.items}
        />
      </Td>
    </Tr>
  )
}

function menu(pubkey: string, manage: boolean, ask: (asked: Asked) => void): MenuItem[] {
  const items: MenuItem[] = [{ label: words.copyId, icon: Copy, onSelect: () => void copyId(pubkey) }]
  if (manage) {
    items.push(
      "rule",
      { label: words.remove, icon: UserMinus, onSelect: () => ask({ what: "remove", pubkey }) },
      { label: words.ban, icon: Ban, danger: true, onSelect: () => ask({ what: "ban", pubkey }) },
    )
  }
  return items
}

const copyId = (pubkey: string) =>
  navigator.clipboard.writeText(npub(pubkey)).then(
    () => toast({ tone: "ok", text: words.idCopied }),
    () => toast({ tone: "bad", text: words.copyByHand(npub(pubkey)) }),
  )
