import { text } from "~/i18n/en/common"
import { Overlay } from "./overlay"
import { hidePalette } from "./shortcuts"

/** Finds relays, pages and actions by a few letters. */
export default function Palette() {
  return (
    <Overlay label={text.find.label} class="m-auto" onClose={hidePalette}>
      {text.find.member}
    </Overlay>
  )
}
