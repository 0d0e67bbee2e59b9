// Audits a ledger (docs/ledger.md): reckons every item from the facts and holds the rest against it. Shares no code with
// the program. `node audit.mjs FILE` prints what is wrong and ends with 1, or how much was in order.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const WEEK = 7 * 86_400;

function month(anchor, index) {
  const start = new Date(anchor * 1000);
  const first = new Date(start);
  first.setUTCDate(1);
  first.setUTCMonth(start.getUTCMonth() + index);
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(start.getUTCDate(), days));
  return first.getTime() / 1000;
}

const MONTHS = { month: 1, year: 12 };

function periodOf(anchor, second, months) {
  let index = 0;
  while (month(anchor, index + 1) <= second) index++;
  return [month(anchor, index), month(anchor, index + months)];
}

/** The period that ends then; null where no month of the anchor does. */
function periodEnding(anchor, end, months) {
  let index = 0;
  while (month(anchor, index) < end) index++;
  return month(anchor, index) === end ? [month(anchor, index - months), end] : null;
}

/** The price of a part of a period, rounded up. */
function chargedPart(price, whole, part) {
  return Number((BigInt(price) * BigInt(part) + BigInt(whole) - 1n) / BigInt(whole));
}

/** The unused rest of a charge, rounded down. */
function unused(amount, from, to, at) {
  return Number((BigInt(amount) * BigInt(to - at)) / BigInt(to - from));
}

/** Every item that one tenant must have, by id. */
export function reckon(activities, prices, rails, until, adopted = []) {
  const items = new Map();
  const relays = new Map();
  const live = new Map();
  const reserved = new Map();
  const prepaid = new Map();
  let railed = false;
  let anchor = null;
  let running = null;
  let ended = null;

  const priceAt = ({ plan, interval }, at) =>
    prices.filter((p) => p.plan === plan && p.interval === interval && p.at <= at).at(-1)?.amount;
  const firstEnd = () => Math.min(...[...live.values()].map((item) => item.to));
  /** What was paid for elsewhere, until then. */
  const paidAt = (relay, at) => (prepaid.get(relay)?.paid_until > at ? prepaid.get(relay) : undefined);
  const priceLeft = (relay, { plan, price, interval }, at) => {
    const paid = paidAt(relay, at);
    return !paid ? price : paid.plan === plan ? 0 : Math.max(0, price - paid.price * MONTHS[interval]);
  };
  /** @param cost null = by the price for the rest of the period */
  const charge = (id, relay, { plan, price: whole, interval }, cost, from, [start, end]) => {
    const paid = paidAt(relay, from);
    const price = priceLeft(relay, { plan, price: whole, interval }, from);
    const to = paid === undefined ? end : price === 0 ? paid.paid_until : Math.min(end, paid.paid_until);
    const amount = cost?.(to) ?? (price === 0 ? 0 : chargedPart(price, end - start, to - from));
    const item = { id, relay, plan, price, interval, amount, from, to };
    items.set(id, item);
    live.set(relay, item);
  };
  /** Charges the relays whose charge is over; a year is over later than a month. */
  const begin = (first, from) => {
    for (const [relay, item] of live) if (item.to <= from) live.delete(relay);
    for (const relay of [...relays.keys()].sort().filter((one) => !live.has(one))) {
      const terms = relays.get(relay);
      const newest = priceAt(terms, from);
      const announced = priceAt(terms, from - WEEK);
      if (newest !== undefined) terms.price = announced !== undefined && announced < newest ? announced : newest;
      if (terms.active && terms.price > 0) {
        charge(`charge:${relay}:${from}`, relay, terms, null, from, periodOf(first, from, MONTHS[terms.interval]));
      }
    }
    if (live.size > 0) running = firstEnd();
    else if (running !== null) [running, ended] = [null, from];
  };
  const goTo = (second) => {
    if (!railed && rails !== undefined && rails <= second) {
      railed = true;
      const isPaid = (one) => relays.get(one).active && relays.get(one).price > 0 && paidAt(one, rails);
      const first = [...relays.keys()].sort().find(isPaid);
      const from = first === undefined ? rails : prepaid.get(first).anchor;
      begin(from, rails);
      if (running !== null) anchor = from;
    }
    while (running !== null && running <= second) begin(anchor, running);
  };

  /** A plan that starts when it is paid is charged a period of its own, and returned whole. */
  const reserve = (activity) => {
    const held = reserved.get(activity.relay);
    const plan = activity.reserved ?? null;
    const interval = activity.reserved_interval;
    if (held && held.plan === plan && held.interval === interval) return;
    if (held) {
      reserved.delete(activity.relay);
      items.set(`credit:${held.id}`, { ...held, id: `credit:${held.id}`, amount: -held.amount, paused: true });
    }
    if (railed && plan !== null) {
      const price = activity.reserved_price;
      const id = `charge:${activity.id}:reserved`;
      const [from, to] = periodOf(activity.at, activity.at, MONTHS[interval]);
      const item = { id, relay: activity.relay, plan, price, interval, amount: price, from, to };
      items.set(id, item);
      reserved.set(activity.relay, item);
    }
  };

  for (const activity of activities) {
    if (activity.at > until) break;
    goTo(activity.at);
    reserve(activity);
    const brought = adopted.find((line) => line.activity === activity.id);
    if (brought) prepaid.set(activity.relay, brought);
    const before = relays.get(activity.relay);
    const active = activity.status === "active";
    const { plan, price, interval } = activity;
    if (before && before.active === active && before.plan === plan && before.interval === interval) continue;
    relays.set(activity.relay, { plan, price, interval, active });
    const over = live.get(activity.relay);
    if (over) {
      live.delete(activity.relay);
      const rest = unused(over.amount, over.from, over.to, activity.at);
      const paused = activity.status === "delinquent";
      items.set(`credit:${over.id}`, { ...over, id: `credit:${over.id}`, amount: -rest, from: activity.at, paused });
    }
    if (railed && active && activity.price > 0) {
      const paid = brought ?? paidAt(activity.relay, activity.at);
      if (running === null && ended !== activity.at) anchor = paid?.anchor ?? activity.at;
      const left = priceLeft(activity.relay, activity, activity.at);
      const months = MONTHS[interval];
      const back = [...items.values()].find(
        (item) =>
          item.id.startsWith("credit:") &&
          !item.paused &&
          item.relay === activity.relay &&
          item.from === activity.at &&
          item.plan === plan &&
          item.price === left &&
          item.interval === interval,
      );
      const kept = back?.to ?? (over?.interval === interval ? over.to : null);
      const keptPeriod = kept === null ? null : periodEnding(anchor, kept, months);
      const isRunning = keptPeriod !== null && keptPeriod[0] <= activity.at && activity.at < keptPeriod[1];
      const period = isRunning ? keptPeriod : periodOf(anchor, activity.at, months);
      const cost = (to) => (back && (months === 1 || back.to === to) ? -back.amount : null);
      charge(`charge:${activity.id}`, activity.relay, { plan, price, interval }, cost, activity.at, period);
      running = firstEnd();
    } else if (live.size === 0 && running !== null) {
      [running, ended] = [null, activity.status === "delinquent" ? null : activity.at];
    } else if (running !== null) {
      running = firstEnd();
    }
  }
  goTo(until);
  return items;
}

/** What is wrong with the lines of one world; empty where all is in order. */
export function audit(lines) {
  const faults = [];
  const of = (kind) => lines.filter((line) => line.kind === kind);
  const prices = of("price").sort((a, b) => a.at - b.at);
  const rails = of("rails")[0]?.at;
  for (const billed of of("billed")) {
    const own = (kind) => lines.filter((line) => line.kind === kind && line.tenant === billed.tenant);
    const complain = (what) => faults.push(`tenant ${billed.tenant}: ${what}`);
    const activities = own("activity").sort((a, b) => a.sequence - b.sequence);
    auditItems(activities, own("item"), { prices, rails, billed, adopted: own("adopted") }, complain);
    auditInvoices(own, complain);
    auditAsked(own, complain);
    auditRefunds(own, complain);
    auditOrder(
      lines.filter((line) => line.tenant === billed.tenant),
      complain,
    );
    for (let i = 1; i < activities.length; i++) {
      if (activities[i].at < activities[i - 1].at) complain(`activity ${activities[i].id} is before the one before it`);
    }
  }
  auditTransfers(lines, (what) => faults.push(what));
  return faults;
}

/** A transfer ends a relay in one history and begins it in another, in the same second; so each second is charged once. */
function auditTransfers(lines, complain) {
  const transfers = lines.filter((line) => line.kind === "activity" && line.type === "accept_transfer");
  const sides = new Map();
  for (const { relay, at, tenant } of transfers) {
    const key = `${relay} at ${at}`;
    sides.set(key, [...(sides.get(key) ?? []), tenant]);
  }
  for (const [key, tenants] of sides) if (tenants.length % 2 !== 0) complain(`one history alone has the transfer of ${key}`);
  const last = new Map();
  for (const line of lines) {
    if (line.kind === "activity") last.set(line.tenant, Math.max(last.get(line.tenant) ?? 0, line.sequence));
  }
  const billed = lines.filter((line) => line.kind === "billed" && line.sequence >= (last.get(line.tenant) ?? 0));
  const complete = new Set(billed.map(({ tenant }) => tenant));
  const ends = new Map(lines.filter((line) => line.gives_back != null).map((line) => [line.gives_back, line.from]));
  for (const relay of new Set(transfers.map((line) => line.relay))) {
    const charges = lines
      .filter((line) => line.kind === "item" && line.item === "charge" && line.relay === relay && complete.has(line.tenant))
      .filter((line) => !line.id.endsWith(":reserved"))
      .map((line) => ({ ...line, until: ends.get(line.id) ?? line.to }));
    for (const one of charges) {
      const other = charges.find((two) => two.tenant > one.tenant && two.from < one.until && one.from < two.until);
      if (other) complain(`${one.id} and ${other.id} are for the same seconds`);
    }
  }
}

function auditItems(activities, items, { prices, rails, billed, adopted }, complain) {
  if (activities.some((activity) => activity.sequence > billed.sequence)) return;
  const due = reckon(activities.filter((activity) => activity.relay), prices, rails, billed.at, adopted);
  const isAsked = (item) => item.relay !== "" && item.price === 0 && (item.invoice !== null || item.forgiven_on !== null);
  for (const item of items.filter(isAsked)) complain(`${item.id} was paid for elsewhere, and is on an invoice`);
  const there = new Map(items.filter((item) => item.relay !== "").map((item) => [item.id, item]));
  for (const [id, wanted] of due) {
    const item = there.get(id);
    if (!item) complain(`no item ${id}`);
    else {
      for (const key of ["relay", "plan", "price", "interval", "amount", "from", "to"]) {
        if (item[key] !== wanted[key]) complain(`${key} of ${id} is ${item[key]}, and should be ${wanted[key]}`);
      }
    }
  }
  for (const id of there.keys()) if (!due.has(id)) complain(`nothing calls for the item ${id}`);
}

/** What an amount is on a rail: exact where prices are in the same money, else by the rate, cents half up and satoshis up. */
function priced({ worth, unit, rate }, currency) {
  if (currency === "sat" && unit === "msat") return worth * 1000;
  if (currency === "usd" && unit === "cent") return worth;
  if (rate === null) return Number.NaN;
  const coin = 100_000_000n;
  if (unit === "cent") return Number((2n * BigInt(worth) * BigInt(rate) + coin) / (2n * coin));
  return Number((BigInt(worth) * coin + BigInt(rate) - 1n) / BigInt(rate)) * 1000;
}

function auditAsked(own, complain) {
  const invoices = new Map(own("invoice_made").map((line) => [line.invoice, line]));
  const asked = own("asked");
  for (const line of asked) {
    const { total, currency } = invoices.get(line.invoice);
    const needsRate = (currency === "sat") !== (line.unit === "msat");
    if (needsRate !== (line.rate !== null)) complain(`${line.invoice} was asked for by the rate ${line.rate}`);
    if (line.worth !== total) complain(`${line.worth} were asked for ${line.invoice} over ${total}`);
    if (line.amount !== priced(line, currency)) complain(`${line.amount} ${line.unit} were asked for ${line.worth}`);
  }
  for (const payment of own("payment")) {
    if (payment.id.startsWith("booked:")) {
      if (payment.worth !== payment.received) complain(`${payment.id} was booked as ${payment.worth}`);
      continue;
    }
    // What a restored database lacked is worth what the processor kept with the charge.
    const known = payment.id.startsWith("card:") ? [...asked, ...own("found")] : asked;
    const mine = known.filter((line) => line.invoice === payment.invoice && line.unit === payment.unit);
    const named = mine.filter((line) => line.id === payment.id);
    const worths = (named.length > 0 ? named : mine.filter((line) => line.id === null)).map((line) =>
      Number((BigInt(line.worth) * BigInt(payment.received)) / BigInt(line.amount)),
    );
    if (!worths.includes(payment.worth)) complain(`${payment.id} is worth ${worths}, not ${payment.worth}`);
  }
}

/** Credit that refunds take back: theirs, no more than there is, and all of it that is free. */
function auditRefunds(own, complain) {
  const items = own("item");
  const byId = new Map(items.map((item) => [item.id, item]));
  const undone = new Set(own("refund_undone").map((line) => line.id));
  const refunds = new Map(own("refund").map((line) => [line.id, line]));
  const payments = new Map(own("payment").map((line) => [line.id, line]));
  const paidBy = new Map(own("invoice_paid").map((line) => [line.invoice, line.payment]));
  const sum = (list) => list.reduce((all, item) => all + item.amount, 0);
  const paymentOf = (item) => {
    if (item.id.startsWith("restored:")) return refunds.get(item.refund)?.payment;
    if (item.payment !== null) return item.payment;
    return item.gives_back === null ? undefined : paidBy.get(byId.get(item.gives_back)?.invoice);
  };
  const reversals = items.filter((item) => item.item === "refund");
  for (const item of items.filter((line) => line.relay === "" && line.payment === null)) {
    const kinds = ["adjustment:", `reversal:${item.refund}:${item.reverses}`, `restored:${item.refund}`];
    if (!kinds.some((kind, i) => (i === 0 ? item.id.startsWith(kind) : item.id === kind))) complain(`nothing calls for ${item.id}`);
    if (item.item === "refund" ? item.amount <= 0 : item.amount >= 0) complain(`${item.id} comes to ${item.amount}`);
  }
  for (const item of reversals) {
    const credit = byId.get(item.reverses);
    const of = credit && paymentOf(credit);
    if (!credit || of !== refunds.get(item.refund)?.payment) complain(`${item.id} takes back what is not of its payment`);
  }
  for (const credit of items.filter((item) => item.amount < 0)) {
    const taken = sum(reversals.filter((item) => item.reverses === credit.id));
    if (taken > -credit.amount) complain(`${taken} were taken back of ${credit.id}`);
  }
  for (const [id, payment] of payments) {
    const back = sum([...refunds.values()].filter((line) => line.payment === id && !undone.has(line.id)));
    if (back > payment.worth) complain(`${back} of ${id} went back`);
  }
  for (const [id, refund] of refunds) {
    if (!payments.has(refund.payment)) complain(`the refund ${id} is of no payment`);
    const taken = sum(reversals.filter((item) => item.refund === id));
    if (taken > refund.amount) complain(`the refund ${id} has taken back ${taken}`);
    const restored = -(byId.get(`restored:${id}`)?.amount ?? 0);
    if (restored !== (undone.has(id) ? taken : 0)) complain(`${restored} of the refund ${id} were restored`);
    if (undone.has(id) || taken === refund.amount) continue;
    for (const credit of items.filter((item) => item.amount < 0 && item.invoice === null && item.forgiven_on === null)) {
      const rest = -credit.amount - sum(reversals.filter((item) => item.reverses === credit.id));
      if (rest > 0 && paymentOf(credit) === refund.payment) complain(`${credit.id} is free, and its payment was refunded by ${id}`);
    }
  }
}

/** Whoever reads on from the first line finds no item on two invoices at once. */
function auditOrder(lines, complain) {
  const on = new Map();
  for (const line of lines) {
    if (line.kind === "invoice_made") {
      for (const item of line.items ?? []) {
        if (on.has(item)) complain(`${item} is on ${on.get(item)} and on ${line.invoice}`);
        on.set(item, line.invoice);
      }
    }
    if (line.kind === "invoice_void") {
      for (const [item, invoice] of on) if (invoice === line.invoice) on.delete(item);
    }
  }
}

function auditInvoices(own, complain) {
  const items = own("item");
  const payments = own("payment");
  const byId = new Map(items.map((item) => [item.id, item]));
  const voided = new Map(own("invoice_void").map((line) => [line.invoice, line]));
  const paid = new Map(own("invoice_paid").map((line) => [line.invoice, line]));
  if (new Set(payments.map((payment) => payment.id)).size !== payments.length) complain("a payment is there twice");
  if (new Set([...paid.values()].map((line) => line.payment)).size !== paid.size) complain("one payment paid two invoices");
  let settled = 0;
  for (const invoice of own("invoice_made")) {
    const sum = items.filter((item) => item.invoice === invoice.invoice).reduce((all, item) => all + item.amount, 0);
    const isVoid = voided.has(invoice.invoice);
    if (sum !== (isVoid ? 0 : invoice.total)) complain(`the items of ${invoice.invoice} sum up to ${sum}`);
    const first = (invoice.items ?? []).reduce((all, id) => all + (byId.get(id)?.amount ?? Number.NaN), 0);
    if (invoice.items?.length > 0 && first !== invoice.total) complain(`${invoice.invoice} was made of ${first}`);
    if (paid.has(invoice.invoice)) {
      settled += invoice.total;
      if (isVoid) complain(`${invoice.invoice} is paid and void`);
      if (!payments.some((payment) => payment.id === paid.get(invoice.invoice).payment)) {
        complain(`${invoice.invoice} was paid by nothing`);
      }
    }
  }
  const came = payments.reduce((all, payment) => all + payment.worth, 0);
  const kept = items.filter((item) => item.payment !== null).reduce((all, item) => all - item.amount, 0);
  if (came !== settled + kept) complain(`${came} came in, ${settled} was settled and ${kept} kept`);
  for (const item of items.filter((line) => line.forgiven_on !== null)) {
    const reason = voided.get(item.forgiven_on)?.reason;
    if (reason !== "forgiven" && reason !== "written_off") complain(`${item.id} was forgiven for no reason`);
    if (item.relay === "") complain(`${item.id} is no charge of a relay, and forgiven`);
    if (item.gives_back !== null && byId.get(item.gives_back).forgiven_on === null) complain(`${item.id} lost its charge`);
  }
}

/** Reads a file and audits each of its worlds. */
export async function auditFile(file) {
  const worlds = new Map();
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const line = JSON.parse(text);
    const world = line.world ?? 0;
    if (!worlds.has(world)) worlds.set(world, []);
    worlds.get(world).push(line);
  }
  const faults = [];
  let lines = 0;
  for (const [world, all] of worlds) {
    lines += all.length;
    audit(all).forEach((fault) => faults.push(`world ${world}: ${fault}`));
  }
  return { faults, lines, worlds: worlds.size };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { faults, lines, worlds } = await auditFile(process.argv[2]);
  faults.forEach((fault) => console.log(fault));
  console.log(`${lines} lines of ${worlds} worlds, ${faults.length} faults`);
  process.exitCode = faults.length > 0 || lines === 0 ? 1 : 0;
}
