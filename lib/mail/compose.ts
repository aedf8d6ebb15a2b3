// How our mails look. Elements are made by createElement, so that Node can load this file as it is, without JSX.
import {
  Body,
  Button,
  Container,
  Head,
  Heading,
  Html,
  Link,
  Preview,
  render,
  Text,
} from "@react-email/components";
import { createElement as h } from "react";
import type { Mail } from "./send-mail.ts";

export type MailContent = {
  subject: string;
  heading: string;
  paragraphs: readonly string[];
  /** The one thing to do, with an absolute address. */
  action: { label: string; url: string };
  /** Smaller, below the action: who may ignore this mail, until when the link is valid. */
  notes: readonly string[];
};

const FONT = "Inter, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";
const styles = {
  body: { backgroundColor: "#f9fafb", color: "#131822", fontFamily: FONT, margin: 0, padding: "32px 16px" },
  card: {
    backgroundColor: "#ffffff",
    border: "1px solid #dbdee3",
    borderRadius: 8,
    maxWidth: 520,
    padding: 32,
  },
  heading: { fontSize: 20, fontWeight: 600, lineHeight: "28px", margin: "0 0 16px" },
  text: { fontSize: 16, lineHeight: "24px", margin: "0 0 16px" },
  button: {
    backgroundColor: "#1f48c5",
    borderRadius: 6,
    color: "#ffffff",
    fontSize: 16,
    padding: "12px 24px",
  },
  note: { color: "#5d646f", fontSize: 13, lineHeight: "20px", margin: "16px 0 0" },
  link: { color: "#1f48c5", wordBreak: "break-all" },
} as const;

/** The subject, the HTML part and the plain-text part of a mail. */
export async function composeMail(content: MailContent): Promise<Omit<Mail, "to">> {
  return { subject: content.subject, text: toText(content), html: await render(toElement(content)) };
}

function toElement({ subject, heading, paragraphs, action, notes }: MailContent) {
  return h(
    Html,
    { lang: "en" },
    h(Head, null, h("title", null, subject)),
    h(Preview, null, paragraphs[0] ?? heading),
    h(
      Body,
      { style: styles.body },
      h(
        Container,
        { style: styles.card },
        h(Heading, { as: "h1", style: styles.heading }, heading),
        ...paragraphs.map((text) => h(Text, { key: text, style: styles.text }, text)),
        h(Button, { href: action.url, style: styles.button }, action.label),
        ...notes.map((text) => h(Text, { key: text, style: styles.note }, text)),
        h(Text, { style: styles.note }, h(Link, { href: action.url, style: styles.link }, action.url)),
      ),
    ),
  );
}

function toText({ heading, paragraphs, action, notes }: MailContent): string {
  return `${[heading, ...paragraphs, `${action.label}:\n${action.url}`, ...notes].join("\n\n")}\n`;
}
