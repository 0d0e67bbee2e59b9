import Download from "lucide-solid/icons/download"
import { For, Show } from "solid-js"
import { useArchive } from "~/api/account/archive"
import { useSaveFile } from "~/api/relay/transfers"
import { type Relay, useTenantRelays } from "~/api/relays"
import { relayName } from "~/domain/relay/relay"
import { text as words } from "~/features/account/words/en/closing"
import { Button } from "~/ui/form/button"
import { Dialog } from "~/ui/overlay/dialog"
import { Note } from "~/ui/state/note"
import { sentenceOf } from "~/ui/state/problem"

/** Downloads the account as one file, and the exit kit of each relay. */
export default function DownloadDialog(props: { pubkey: string; open: boolean; onClose: () => void }) {
  const archive = useArchive()
  const relays = useTenantRelays(() => (props.open ? props.pubkey : undefined))
  /** Relays that exist on their server. */
  const made = () => (relays.isSuccess ? relays.data : []).filter((relay) => relay.synced === 1)
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={words.download}
      footer={<Button onClick={() => props.onClose()}>{words.finish}</Button>}
    >
      <div class="grid grid-cols-[minmax(0,1fr)] gap-4">
        <p class="text-ink-2">{words.downloadText}</p>
        <Button
          kind="primary"
          icon={Download}
          class="justify-self-start"
          busy={archive.isPending}
          onClick={() => archive.mutate(props.pubkey)}
        >
          {words.downloadAccount}
        </Button>
        <Show when={archive.isSuccess}>
          <Note tone="ok" role="status" text={words.downloaded} />
        </Show>
        <Show when={archive.isError}>
          <Note tone="bad" role="alert" text={sentenceOf(archive.error)} />
        </Show>
        <Show when={made().length > 0}>
          <p class="text-ink-2">{words.kitsText}</p>
          <ul class="divide-y divide-line">
            <For each={made()}>{(relay) => <Kit relay={relay} />}</For>
          </ul>
        </Show>
      </div>
    </Dialog>
  )
}

/** The exit kit of one relay. */
function Kit(props: { relay: Relay }) {
  const saving = useSaveFile()
  return (
    <li class="grid grid-cols-[minmax(0,1fr)] gap-2 py-2.5">
      <div class="flex flex-wrap items-center justify-between gap-3">
        <span class="min-w-0 truncate">{relayName(props.relay)}</span>
        <Button
          size="small"
          busy={saving.isPending}
          aria-label={words.kitOf(relayName(props.relay))}
          onClick={() => saving.mutate({ relay: props.relay, file: "kit" })}
        >
          {words.kit}
        </Button>
      </div>
      <Show when={saving.isError}>
        <Note tone="bad" role="alert" text={sentenceOf(saving.error)} />
      </Show>
    </li>
  )
}
