import { createResource, Match, Show, Switch } from "solid-js"
import { account } from "~/auth/session"
import { keptLockedKey } from "~/auth/vault"
import { text } from "~/components/invites/words/en/app-login"
import { CopyButton } from "~/ui/form/copy"

/** How the signed-in person logs in to Flotilla with the same key, by the way in which they use it here. */
export default function AppLogin() {
  /** The encrypted key of this person, if this device has it. */
  const [locked] = createResource(
    () => account()?.pubkey,
    async (pubkey) => {
      const kept = await keptLockedKey()
      return kept?.pubkey === pubkey ? kept.locked : undefined
    },
  )
  return (
    <div class="mt-4 rounded-note bg-sunken px-4 py-3 text-small">
      <p class="font-semibold">{text.title}</p>
      <Switch>
        <Match when={account()?.kind === "extension"}>
          <p class="mt-1 text-ink-2">{text.extension}</p>
        </Match>
        <Match when={account()?.kind === "remote"}>
          <p class="mt-1 text-ink-2">{text.remote}</p>
        </Match>
        <Match when={true}>
          <p class="mt-1 text-ink-2">{locked() ? text.lockedKey : text.keyFile}</p>
          <Show when={locked()}>
            {(value) => (
              <div class="mt-2">
                <CopyButton value={value()} label={text.lockedKeyName} word={text.copy} kind="second" />
              </div>
            )}
          </Show>
        </Match>
      </Switch>
    </div>
  )
}
