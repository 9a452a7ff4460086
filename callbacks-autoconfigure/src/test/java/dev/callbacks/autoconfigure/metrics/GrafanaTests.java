// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackManager;
import dev.callbacks.autoconfigure.Starter;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ChatOptions;
import dev.callbacks.message.ChatRequest;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the dashboard and the alerts ask for series that there are, by labels that
 * they have.
 */
class GrafanaTests {

	private static final Path DASHBOARD = Path.of("../docs/grafana/callbacks-dashboard.json");

	private static final Path ALERTS = Path.of("../docs/grafana/callbacks-alerts.yml");

	private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)(?:\\{(.*)})? [^ ]+$");

	private static final Pattern SERIES = Pattern.compile("\\b((?:callbacks|gen_ai)_[a-z_]+)(?:\\{([^}]*)})?");

	private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");

	private static final Pattern LABEL = Pattern.compile("([a-z_]+)(?:=~|!~|!=|=)\"");

	/** A label that Prometheus adds. */
	private static final String JOB = "job";

	@Test
	void everyQueryAsksForSeriesThatThereAre() throws IOException {
		List<String> queries = new ArrayList<>(dashboard());
		queries.addAll(alerts());
		assertThat(queries).hasSizeGreaterThan(25);
		Map<String, Set<String>> series = series();
		queries.forEach((query) -> check(query, series));
	}

	@Test
	void queryForWhatThereIsNotIsFound() {
		Map<String, Set<String>> series = Map.of("callbacks_runs_total", Set.of("outcome"));
		for (String query : List.of("sum(rate(callbacks_run_total[5m]))", "sum by (kind) (callbacks_runs_total)",
				"callbacks_runs_total{reason=\"failed\"}")) {
			assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> check(query, series))).as(query)
				.isInstanceOf(AssertionError.class);
		}
	}

	private static void check(String query, Map<String, Set<String>> series) {
		Set<String> grouping = new HashSet<>();
		Matcher by = BY.matcher(query);
		while (by.find()) {
			Arrays.stream(by.group(1).split(",")).map(String::strip).forEach(grouping::add);
		}
		grouping.remove(JOB);
		String rest = BY.matcher(query).replaceAll("").replaceAll("ignoring \\([^)]*\\)", "");
		Matcher names = SERIES.matcher(rest);
		boolean found = false;
		while (names.find()) {
			found = true;
			assertThat(series).as(query).containsKey(names.group(1));
			assertThat(series.get(names.group(1))).as(query).containsAll(grouping);
			Matcher labels = LABEL.matcher((names.group(2) != null) ? names.group(2) : "");
			while (labels.find()) {
				if (!labels.group(1).equals(JOB)) {
					assertThat(series.get(names.group(1))).as(query).contains(labels.group(1));
				}
			}
		}
		assertThat(found).as(query).isTrue();
	}

	private static List<String> dashboard() throws IOException {
		List<String> queries = new ArrayList<>();
		JsonNode dashboard = JsonMapper.builder().build().readTree(Files.readString(DASHBOARD));
		for (JsonNode panel : dashboard.get("panels")) {
			for (JsonNode target : panel.path("targets")) {
				queries.add(target.get("expr").asString());
			}
		}
		return queries;
	}

	@SuppressWarnings("unchecked")
	private static List<String> alerts() throws IOException {
		List<String> queries = new ArrayList<>();
		Map<String, Object> file = new Yaml().load(Files.readString(ALERTS));
		for (Map<String, Object> group : (List<Map<String, Object>>) file.get("groups")) {
			for (Map<String, Object> rule : (List<Map<String, Object>>) group.get("rules")) {
				queries.add((String) rule.get("expr"));
			}
		}
		return queries;
	}

	/**
	 * The series of an application that has done all there is, with their labels.
	 */
	private static Map<String, Set<String>> series() {
		Map<String, Set<String>> series = new HashMap<>();
		new ApplicationContextRunner()
			.withConfiguration(Starter.with(TaskExecutionAutoConfiguration.class, MetricsAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class))
			.withPropertyValues("callbacks.chat.embedded=true", "callbacks.cost.prices.priced.input=1",
					"callbacks.cost.prices.priced.output=1")
			.withBean("ends", Ends.class, Ends::new)
			.run((context) -> {
				CallbackChatModel model = context.getBean(CallbackChatModel.class);
				for (String name : List.of("priced", "other")) {
					model.call(ChatRequest.of("Hello").withOptions(ChatOptions.none().withModel(name)).streaming());
				}
				CallbackManager manager = context.getBean(CallbackManager.class);
				for (RunKind kind : List.of(RunKind.TOOL, RunKind.AGENT, RunKind.RETRIEVER, RunKind.EMBEDDING)) {
					manager.run(kind, "name").call(List::of);
				}
				Matcher samples = SAMPLE.matcher(context.getBean(PrometheusMeterRegistry.class).scrape());
				while (samples.find()) {
					Matcher labels = LABEL.matcher((samples.group(2) != null) ? samples.group(2) : "");
					while (labels.find()) {
						series.computeIfAbsent(samples.group(1), (name) -> new HashSet<>()).add(labels.group(1));
					}
				}
			});
		return series;
	}

	private static final class Ends implements CallbackHandler {

		@Override
		public void onLlmEnd(LlmEnd event) {
		}

	}

}
