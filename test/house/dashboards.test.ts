// The dashboard and the alert rules name only metrics and labels that exist, and every metric of Bellhop has a panel.
import { Histogram, type Metric } from "prom-client";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { createMetrics } from "../../server/base/metrics.ts";
import { textOf } from "./files.ts";

const { registry, kept } = createMetrics();
const metrics = [registry, kept].flatMap((one) => one.getMetricsAsArray() as unknown as Metric[]);

/** The names under which Prometheus keeps a metric. */
const stored = (metric: Metric): string[] => {
  const { name } = metric as unknown as { name: string };
  return metric instanceof Histogram ? ["_bucket", "_count", "_sum"].map((ending) => `${name}${ending}`) : [name];
};
const byName = new Map(metrics.flatMap((metric) => stored(metric).map((name) => [name, metric] as const)));
/** Labels that Prometheus adds, and that of a histogram's buckets. */
const added = ["job", "instance", "le"];

const dashboard = JSON.parse(textOf("deploy/grafana/bellhop.json")) as {
  panels: { id: number; title: string; targets?: { expr: string; legendFormat: string }[] }[];
};
const targets = dashboard.panels.flatMap(({ targets = [] }) => targets);
const { groups } = parse(textOf("deploy/prometheus/alerts.yml")) as {
  groups: { rules: { alert: string; expr: string; annotations: { summary: string; description: string } }[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const queries = [...targets.map(({ expr }) => expr), ...rules.map(({ expr }) => expr)];

const namesIn = (query: string): string[] => query.match(/\bbellhop_\w+/g) ?? [];

/** The labels that a query names: in selectors, and in groupings. */
function labelsIn(query: string): string[] {
  const selectors = [...query.matchAll(/\{([^}]*)\}/g)].flatMap(([, inner]) =>
    [...inner!.matchAll(/(\w+)\s*[=!]~?/g)].map(([, label]) => label!),
  );
  const groupings = [...query.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)].flatMap(([, inner]) => inner!.split(/\s*,\s*/));
  return [...selectors, ...groupings];
}

/** Faults of a query: metrics that there are not, and labels that none of its metrics has. */
function faultsOf(query: string, alsoNamed: readonly string[] = []): string[] {
  const names = namesIn(query);
  const unknown = names.filter((name) => !byName.has(name));
  const labels = new Set([
    ...added,
    ...names.flatMap((name) => (byName.get(name) as unknown as { labelNames: string[] } | undefined)?.labelNames ?? []),
  ]);
  const wrong = [...labelsIn(query), ...alsoNamed].filter((label) => !labels.has(label));
  return [...unknown.map((name) => `no metric ${name}`), ...wrong.map((label) => `no label ${label} in ${query}`)];
}

test("a name and a label that there are not are found", () => {
  expect(faultsOf('max by (stat) (bellhop_outbox_messages{job=~"x"})')).toEqual([
    expect.stringMatching("no label stat"),
  ]);
  expect(faultsOf('bellhop_outbox_messages{provider="meta"}')).toEqual([expect.stringMatching("no label provider")]);
  expect(faultsOf("rate(bellhop_webhook_ack_seconds[5m])")).toEqual(["no metric bellhop_webhook_ack_seconds"]);
});

test("every query names only metrics and labels that exist", () => {
  expect(queries.length).toBeGreaterThan(40);
  expect(queries.flatMap((query) => faultsOf(query))).toEqual([]);
});

test("legends and texts name only labels of their query", () => {
  const labels = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, label]) => label!);
  const legends = targets.flatMap(({ expr, legendFormat }) => faultsOf(expr, labels(legendFormat, /\{\{(\w+)\}\}/g)));
  const texts = rules.flatMap(({ expr, annotations }) =>
    faultsOf(expr, labels(annotations.summary, /\$labels\.(\w+)/g)),
  );
  expect([...legends, ...texts]).toEqual([]);
});

test("every metric of Bellhop itself is on the dashboard", () => {
  const shown = new Set(targets.flatMap(({ expr }) => namesIn(expr)));
  const own = metrics.filter(
    (metric) => !/^bellhop_(process|nodejs)_/.test((metric as unknown as { name: string }).name),
  );
  expect(own.length).toBeGreaterThan(25);
  expect(own.filter((metric) => !stored(metric).some((name) => shown.has(name))).map(stored)).toEqual([]);
});

test("panels and rules have names of their own", () => {
  const titles = [...dashboard.panels.map(({ title }) => title), ...rules.map(({ alert }) => alert)];
  expect(new Set(titles).size).toBe(titles.length);
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
});
