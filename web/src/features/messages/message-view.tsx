import { Show } from "solid-js"
import type { Message } from "~/api/relay/messages"
import { npub, shortId } from "~/domain/nostr"
import type { Profile } from "~/domain/profile"
import { text as words } from "~/features/messages/words/en/messages"
import { Avatar } from "~/ui/picture/avatar"
import { Time } from "~/ui/time"

/** A message of a stranger as plain text, with its author, time and room. */
export const MessageView = (props: {
  message: Message
  profile: Profile | undefined
  /** The name of a room by its id; the id where the name is not known. */
  roomName: (id: string) => string
}) => (
  <div class="flex min-w-0 flex-1 basis-60 items-start gap-3">
    <Avatar pubkey={props.message.pubkey} name={props.profile?.name} picture={props.profile?.picture} />
    <div class="min-w-0 flex-1">
      <p class="text-ink-2 text-small [overflow-wrap:anywhere]">
        <bdi class="font-semibold text-control text-ink" title={npub(props.message.pubkey)}>
          {props.profile?.name ?? shortId(props.message.pubkey)}
        </bdi>
        {" · "}
        <Time at={props.message.created_at} as="dayAndTime" />
        <Show when={props.message.room}>
          {(room) => (
            <>
              {" · "}
              {words.room} <bdi translate="no">{props.roomName(room())}</bdi>
            </>
          )}
        </Show>
      </p>
      <Show when={props.message.content} fallback={<p class="mt-1 text-ink-3">{words.noText}</p>}>
        {(content) => (
          <p dir="auto" class="mt-1 line-clamp-6 whitespace-pre-line [overflow-wrap:anywhere]">
            {content()}
          </p>
        )}
      </Show>
    </div>
  </div>
)
