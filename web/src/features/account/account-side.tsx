import LogOut from "lucide-solid/icons/log-out"
import Pencil from "lucide-solid/icons/pencil"
import { createSignal, For, Match, Show, Suspense, Switch } from "solid-js"
import { useInfo } from "~/api/info"
import { useProfiles } from "~/api/profiles"
import { type Notice, type Tenant, useNotices } from "~/api/tenants"
import { type Account, signOut } from "~/auth/session"
import { lazyPart } from "~/components/frame/lazy-part"
import { SidePart } from "~/components/side-part"
import { npub, shortId } from "~/domain/nostr"
import { text } from "~/features/account/words/en/account"
import { paths } from "~/paths"
import { Button } from "~/ui/form/button"
import { CopyButton } from "~/ui/form/copy"
import { MountOnOpen } from "~/ui/overlay/dialog"
import { Avatar } from "~/ui/picture/avatar"
import { ProblemNote } from "~/ui/state/problem"
import { Time } from "~/ui/time"
import { AutopayPart } from "./autopay"
import { BillingDetailsPart } from "./billing-details"
import { ClosePart } from "./closing/close-part"
import { DownloadPart } from "./closing/download-part"
import { EmailPart } from "./email"
import { MailboxNote } from "./mailbox-note"

const ProfileDialog = lazyPart(() => import("./profile-dialog"))

/** The side column of the account page: payment methods, identity, messages. */
export function Side(props: { who: Account; tenant: Tenant | null }) {
  const info = useInfo()
  const isClosed = () => props.tenant?.status === "closed"
  const isOpen = () => props.tenant !== null && !isClosed()
  return (
    <>
      <Show when={!isClosed()}>
        <AutopayPart pubkey={props.who.pubkey} tenant={props.tenant} />
      </Show>
      <Show when={isOpen()}>
        <BillingDetailsPart pubkey={props.who.pubkey} />
      </Show>
      <You account={props.who} since={props.tenant?.created_at} />
      <Show when={isOpen() && info.isSuccess && info.data.email}>
        <EmailPart pubkey={props.who.pubkey} />
      </Show>
      <Messages pubkey={props.who.pubkey} />
      <Show when={props.tenant}>
        <DownloadPart pubkey={props.who.pubkey} />
      </Show>
      <Show when={isOpen()}>
        <ClosePart pubkey={props.who.pubkey} />
      </Show>
    </>
  )
}

/** The account's key, its way of signing in, and the log-out button. */
function You(props: { account: Account; since: number | undefined }) {
  const [leaving, setLeaving] = createSignal(false)
  const [editing, setEditing] = createSignal(false)
  const profile = useProfiles(() => [props.account.pubkey])
  const name = () => profile(props.account.pubkey)?.name
  return (
    <SidePart title={text.you.title}>
      <div class="flex items-center gap-3">
        <Avatar
          pubkey={props.account.pubkey}
          name={name()}
          picture={profile(props.account.pubkey)?.picture}
          size={36}
        />
        <div class="min-w-0 flex-1">
          <Show when={name()}>
            <p class="truncate font-label text-control">{name()}</p>
          </Show>
          <p class="truncate text-ink-3 text-small">
            <span class="mono">{shortId(props.account.pubkey)}</span>
          </p>
        </div>
        <CopyButton value={npub(props.account.pubkey)} label={text.you.copyId} />
      </div>
      <p class="mt-3 text-ink-2 text-small">{text.you.how[props.account.kind]}</p>
      <p class="text-ink-2 text-small">{text.you.key}</p>
      <p class="mt-1 min-h-5 text-ink-3 text-small">
        <Show when={props.since}>
          {(since) => (
            <>
              {text.since} <Time at={since()} as="day" />
            </>
          )}
        </Show>
      </p>
      <div class="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button size="small" icon={Pencil} onClick={() => setEditing(true)}>
          {text.you.edit}
        </Button>
        <Button
          size="small"
          icon={LogOut}
          busy={leaving()}
          onClick={() => {
            setLeaving(true)
            // A new document, so that no account data stays in memory.
            signOut().finally(() => window.location.assign(paths.home))
          }}
        >
          {text.you.signOut}
        </Button>
        <span class="text-ink-3 text-small">{text.you.signOutNote}</span>
      </div>
      <MountOnOpen open={editing()}>
        <Suspense>
          <ProfileDialog pubkey={props.account.pubkey} open={editing()} onClose={() => setEditing(false)} />
        </Suspense>
      </MountOnOpen>
    </SidePart>
  )
}

/** A notice without its link to this page. An announcement is shown as a whole. */
const shownText = (notice: Notice) =>
  notice.notice_type === "broadcast" ? notice.text : (notice.text.split("\n\n")[0] ?? notice.text)

/** The notices to this account, newest first. */
function Messages(props: { pubkey: string }) {
  const notices = useNotices(() => props.pubkey)
  const info = useInfo()
  const off = () => info.isSuccess && info.data.payment_methods.length === 0
  const isUnreachable = () => notices.isSuccess && notices.data.rows[0]?.status === "unreachable"
  return (
    <SidePart title={text.messages.title}>
      <p class="mb-2.5 text-ink-2 text-small">{text.messages.lead}</p>
      <Show when={isUnreachable()}>
        <MailboxNote />
      </Show>
      <Switch>
        <Match when={notices.isError}>
          <ProblemNote error={notices.error} onRetry={() => notices.refetch()} />
        </Match>
        <Match when={notices.isSuccess && notices.data.rows.length === 0}>
          <p class="text-ink-2 text-small">{off() ? text.messages.noneOff : text.messages.none}</p>
        </Match>
        <Match when={notices.isSuccess && notices.data.rows}>
          {(rows) => (
            <ul class="grid gap-2.5 text-small">
              <For each={rows()}>
                {(notice) => (
                  <li>
                    <p class="whitespace-pre-line break-words">{shownText(notice)}</p>
                    <p class="text-ink-3">
                      <Time at={notice.created_at} />. {text.messages[notice.status]}. {notice.email?.text}
                    </p>
                  </li>
                )}
              </For>
            </ul>
          )}
        </Match>
      </Switch>
      <Show when={info.isSuccess && info.data.demo}>
        <p class="mt-2.5 text-small">
          <a class="text-sea-text underline" href={paths.inbox}>
            {text.messages.inbox}
          </a>
        </p>
      </Show>
    </SidePart>
  )
}
