import ChevronLeft from "lucide-solid/icons/chevron-left"
import { Icon } from "~/ui/picture/icon"

/** A link back to the list, above a page's title. */
export const Crumb = (props: { href: string; label: string }) => (
  <a
    href={props.href}
    class="touch relative mb-4 inline-flex items-center gap-1 font-medium text-ink-2 text-small hover:text-ink"
  >
    <Icon of={ChevronLeft} size={15} />
    {props.label}
  </a>
)
