import ExternalLink from "lucide-solid/icons/external-link"
import Trash from "lucide-solid/icons/trash"
import { createEffect, createSignal, For, on, Show } from "solid-js"
import { useProfiles } from "~/api/profiles"
import { type StoredFile, useDeleteFile } from "~/api/relay/files"
import { account } from "~/auth/session"
import { bytesText } from "~/domain/figure"
import { shortId } from "~/domain/nostr"
import { fileKind, shortHash } from "~/domain/relay/file-kind"
import { type Relay, relayCan } from "~/domain/relay/relay"
import { text as words } from "~/features/files/words/en/files"
import { Card } from "~/ui/card"
import { Confirm } from "~/ui/overlay/confirm"
import { Menu, type MenuItem } from "~/ui/overlay/menu"
import { toast } from "~/ui/overlay/toast"
import { Table, Td, Th, Tr } from "~/ui/table"
import { Time } from "~/ui/time"

const nameOf = (file: StoredFile) => words.name(words.kinds[fileKind(file.type)], shortHash(file.sha256))

/** Files as rows; on phones as cards. Asks before a deletion. */
export function FileTable(props: { relay: Relay; files: readonly StoredFile[] }) {
  const [asked, setAsked] = createSignal<StoredFile>()
  const [last, setLast] = createSignal<StoredFile>()
  createEffect(on(asked, (now) => now && setLast(now)))
  const profile = useProfiles(() => props.files.flatMap((file) => file.owners.slice(0, 1)))
  const remove = useDeleteFile(() => props.relay.id)
  const can = () => relayCan(props.relay, account()).manageMembers
  const ownerOf = (file: StoredFile) => {
    const [first] = file.owners
    return first ? words.others(profile(first)?.name ?? shortId(first), file.owners.length - 1) : words.noOwner
  }
  const menu = (file: StoredFile): MenuItem[] => [
    { label: words.open, icon: ExternalLink, href: file.url },
    ...(can()
      ? (["rule", { label: words.delete, icon: Trash, danger: true, onSelect: () => setAsked(file) }] as const)
      : []),
  ]
  const confirm = async () => {
    const file = last()
    if (!file) return
    await remove.mutateAsync(file.sha256)
    toast({ tone: "plain", text: words.confirm.done })
  }
  return (
    <>
      <Card bare>
        <Table
          label={words.table}
          head={
            <>
              <Th>{words.file}</Th>
              <Th>{words.owner}</Th>
              <Th>{words.uploaded}</Th>
              <Th end>{words.size}</Th>
              <Th>
                <span class="sr-only">{words.actions}</span>
              </Th>
            </>
          }
        >
          <For each={props.files}>
            {(file) => (
              <Tr>
                <Td>
                  <span class="min-w-0">
                    <span class="block font-semibold">{nameOf(file)}</span>
                    <span class="block break-all text-ink-2 text-small" translate="no">
                      {file.type}
                    </span>
                  </span>
                </Td>
                <Td label={words.owner}>
                  <bdi class="min-w-0 break-words">{ownerOf(file)}</bdi>
                </Td>
                <Td label={words.uploaded}>
                  <Time at={file.uploaded_at} as="dayAndTime" />
                </Td>
                <Td label={words.size} end>
                  {bytesText(file.size)}
                </Td>
                <Td end>
                  <Menu label={words.actionsFor(nameOf(file))} kind="quiet" size="small" items={menu(file)} />
                </Td>
              </Tr>
            )}
          </For>
        </Table>
      </Card>
      <Show when={last()}>
        {(file) => (
          <Confirm
            open={asked() !== undefined}
            onClose={() => setAsked(undefined)}
            danger
            title={words.confirm.title(nameOf(file()))}
            text={words.confirm.text}
            confirmLabel={words.confirm.confirm}
            cancelLabel={words.confirm.cancel}
            onConfirm={confirm}
          />
        )}
      </Show>
    </>
  )
}
