import { For, Match, Show, Switch } from "solid-js"
import { useProfiles } from "~/api/profiles"
import { type Message, type ReportGroup, useDismissReports, useReports } from "~/api/relay/messages"
import { shortId } from "~/domain/nostr"
import type { Profile } from "~/domain/profile"
import type { Relay } from "~/domain/relay/relay"
import { text } from "~/features/messages/words/en/messages"
import { paths } from "~/paths"
import { Card } from "~/ui/card"
import { Button, LinkButton } from "~/ui/form/button"
import { toast } from "~/ui/overlay/toast"
import { ProblemNote, sentenceOf } from "~/ui/state/problem"
import { Loading, Skeleton } from "~/ui/state/skeleton"
import { Tag } from "~/ui/state/tag"
import { ById } from "./by-id"
import { MessageView } from "./message-view"
import { useRoomNames } from "./room-names"

const words = text.reported

/** Reports of one subject that are shown. */
const REPORTS_SHOWN = 5

/** What members have reported, with who and why, and buttons to remove a message or to dismiss its reports. */
export function ReportedMessages(props: { relay: Relay; manage: boolean; onRemove: (message: Message) => void }) {
  const reports = useReports(() => ({ id: props.relay.id, enabled: true }))
  const groups = () => (reports.isPending ? undefined : reports.data?.reports)
  const people = () =>
    (groups() ?? []).flatMap((group) => [
      ...(group.pubkey ? [group.pubkey] : []),
      ...group.reports.slice(0, REPORTS_SHOWN).map(({ pubkey }) => pubkey),
    ])
  const profile = useProfiles(people)
  const dismiss = useDismissReports(() => props.relay.id)
  const dismissAll = (group: ReportGroup) =>
    dismiss.mutate(group.id, {
      onSuccess: ({ dismissed }) => toast({ tone: "plain", text: words.dismissed(dismissed) }),
      onError: (error) => toast({ tone: "bad", text: sentenceOf(error) }),
    })
  return (
    <Card title={words.title}>
      <p class="text-ink-2 text-small">{words.text}</p>
      <div class="mt-3">
        <Switch>
          <Match when={groups()?.length === 0}>
            <p class="text-ink-2">{words.none}</p>
          </Match>
          <Match when={groups()}>
            {(known) => (
              <>
                <ul aria-label={words.list} class="divide-y divide-line">
                  <ById rows={known()}>
                    {(group) => (
                      <Group
                        relay={props.relay}
                        group={group()}
                        profile={profile}
                        manage={props.manage}
                        busy={dismiss.isPending && dismiss.variables === group().id}
                        onRemove={props.onRemove}
                        onDismiss={() => dismissAll(group())}
                      />
                    )}
                  </ById>
                </ul>
                <Show when={reports.data?.complete === false}>
                  <p class="mt-3 text-ink-3 text-small">{words.incomplete}</p>
                </Show>
              </>
            )}
          </Match>
          <Match when={reports.isError}>
            <ProblemNote error={reports.error} onRetry={() => reports.refetch()} />
          </Match>
          <Match when={reports.isPending}>
            <Loading>
              <Skeleton class="h-4 w-1/2" />
            </Loading>
          </Match>
        </Switch>
      </div>
    </Card>
  )
}

type FindProfile = (pubkey: string) => Profile | undefined

function Group(props: {
  relay: Relay
  group: ReportGroup
  profile: FindProfile
  manage: boolean
  busy: boolean
  onRemove: (message: Message) => void
  onDismiss: () => void
}) {
  const roomName = useRoomNames(() => props.relay)
  const nameOf = (pubkey: string | null) => (pubkey ? (props.profile(pubkey)?.name ?? shortId(pubkey)) : text.someone)
  const about = () => {
    const { subject, pubkey } = props.group
    return subject === "file" ? words.about.file : words.about[subject](nameOf(pubkey))
  }
  const shown = () => props.group.reports.slice(0, REPORTS_SHOWN)
  return (
    <li class="py-4 first:pt-1 last:pb-0">
      <Show when={props.group.event} fallback={<p class="text-ink-2">{subjectText(props.group, nameOf)}</p>}>
        {(message) => <MessageView message={message()} profile={props.profile(message().pubkey)} roomName={roomName} />}
      </Show>
      <p class="mt-3 flex flex-wrap gap-2">
        <For each={props.group.reasons}>{(reason) => <Tag>{words.reasons[reason]}</Tag>}</For>
      </p>
      <ul class="mt-2 grid gap-1 text-ink-2 text-small [overflow-wrap:anywhere]">
        <For each={shown()}>
          {(report) => (
            <li>
              <bdi>{words.by(nameOf(report.pubkey))}</bdi> {words.reasons[report.reason]}
              <Show when={report.text}>
                {(said) => (
                  <>
                    {" · "}
                    <bdi>{`“${said()}”`}</bdi>
                  </>
                )}
              </Show>
            </li>
          )}
        </For>
        <Show when={props.group.count > shown().length}>
          <li>{words.more(props.group.count - shown().length)}</li>
        </Show>
      </ul>
      <Show when={props.manage}>
        <div class="mt-3 flex flex-wrap gap-2">
          <Show when={props.group.event}>
            {(message) => (
              <Button
                size="small"
                kind="bad"
                aria-label={text.show.removeFor(nameOf(message().pubkey))}
                onClick={() => props.onRemove(message())}
              >
                {words.remove}
              </Button>
            )}
          </Show>
          <Show when={props.group.subject === "file"}>
            <LinkButton size="small" href={paths.relayFiles(props.relay.id)}>
              {words.toFiles}
            </LinkButton>
          </Show>
          <Show when={props.group.subject === "person"}>
            <LinkButton size="small" href={paths.relayMembers(props.relay.id)}>
              {words.toMembers}
            </LinkButton>
          </Show>
          <Button
            size="small"
            busy={props.busy}
            aria-label={words.dismissFor(about())}
            onClick={() => props.onDismiss()}
          >
            {words.dismiss}
          </Button>
        </div>
      </Show>
    </li>
  )
}

function subjectText({ subject, pubkey }: ReportGroup, nameOf: (pubkey: string | null) => string): string {
  switch (subject) {
    case "message":
      return words.gone
    case "file":
      return words.file
    case "person":
      return words.person(nameOf(pubkey))
  }
}
