// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.operated;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An operator's questions to an application that YAML alone tunes, read over HTTP while
 * it works; then its end under load, and its meters (G6, G14).
 */
class OperatedApplicationTests {

	private static final String SECRET = "4711-0815-secret";

	private static final int REQUESTS = 30;

	private static final int STREAMS = 1_000;

	private static final Pattern SAMPLE = Pattern.compile("^(\\w+)(?:\\{(.*)})? ([-+.\\w]+)$", Pattern.MULTILINE);

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

	@TempDir
	Path folder;

	@Test
	void questionsHaveAnswersAndTheMetersBalance() throws Exception {
		operate();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads need JDK 21")
	void questionsHaveAnswersAndTheMetersBalanceOnVirtualThreads() throws Exception {
		operate("--spring.threads.virtual.enabled=true");
	}

	private void operate(String... arguments) throws Exception {
		try (OperatedProcess application = new OperatedProcess(this.folder, arguments)) {
			use(application);
			application.ask("/stream", "long " + SECRET);
			// handlers follow the answers
			await().untilAsserted(() -> readMeters(application));
			await().untilAsserted(() -> readEndpoint(application));
			changeHandler(application);
			readLogsAndSpans(application);
			assertThat(application.ask("/streams?count=" + STREAMS, "long " + SECRET).get(20, TimeUnit.SECONDS).body())
				.isEqualTo("" + STREAMS);
			await().until(() -> sum(samples(application.get("/actuator/prometheus")), "callbacks_runs_active",
					"run_kind", "chat_model") >= STREAMS);
			balance(samples(application.stop()));
			assertThat(application.told()).allSatisfy((text) -> assertThat(text).doesNotContain(SECRET));
		}
	}

	private static void use(OperatedProcess application) throws Exception {
		List<CompletableFuture<?>> answers = new ArrayList<>();
		for (int i = 0; i < REQUESTS; i++) {
			answers.add(application.ask("/stream", "say " + SECRET));
			answers.add(application.ask("/turn", "turn " + SECRET));
		}
		answers.add(application.ask("/stream?model=m-2", "fail " + SECRET).handle((reply, failure) -> "failed"));
		CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
	}

	private static void readMeters(OperatedProcess application) {
		List<Sample> samples = samples(application.get("/actuator/prometheus"));
		String slow = "slowHandler";
		assertThat(sum(samples, "callbacks_handler_duration_seconds_bucket", "handler", slow, "event_type", "llm_end"))
			.as("1. which handler is slow: histogram")
			.isPositive();
		assertThat(sum(samples, "callbacks_handler_duration_seconds_max", "handler", slow, "event_type", "llm_end"))
			.as("1. which handler is slow: maximum")
			.isGreaterThanOrEqualTo(0.002);
		assertThat(samples).as("2. how far behind is each")
			.anyMatch((sample) -> sample.is("callbacks_handler_lag", "handler", slow));
		assertThat(sum(samples, "callbacks_events_dropped_total", "handler", "sheddingHandler", "reason", "shed"))
			.as("3. what was dropped and why")
			.isPositive();
		assertThat(sum(samples, "callbacks_handler_duration_seconds_count", "handler", "failingHandler", "outcome",
				"error"))
			.as("4. which handler fails")
			.isEqualTo(2 * REQUESTS);
		String[] model = { "gen_ai_provider_name", "mistral_ai", "gen_ai_request_model", "m-1" };
		assertThat(sum(samples, "gen_ai_client_inference_usage_input_tokens_total", model))
			.as("5. tokens by provider, model and kind: input")
			.isEqualTo(2.0 * REQUESTS * 1_000);
		assertThat(sum(samples, "gen_ai_client_inference_usage_output_tokens_total", model))
			.as("5. tokens by provider, model and kind: output")
			.isEqualTo(2.0 * REQUESTS * 500);
		assertThat(sum(samples, "callbacks_cost_total", "currency", "EUR")).as("6. cost").isPositive();
		assertThat(sum(samples, "gen_ai_client_inference_time_to_first_chunk_seconds_count", model))
			.as("7. time to first token")
			.isGreaterThanOrEqualTo(2 * REQUESTS);
		assertThat(sum(samples, "gen_ai_client_inference_duration_seconds_sum", model)).as("7. tokens a second")
			.isPositive();
		assertThat(sum(samples, "gen_ai_client_inference_duration_seconds_count", "gen_ai_request_model", "m-2",
				"error_type", "java.lang.IllegalStateException"))
			.as("8. latency and errors by model")
			.isEqualTo(1);
		assertThat(application.get("/actuator/prometheus", "Accept", "application/openmetrics-text"))
			.as("13. exemplars")
			.containsPattern("_bucket\\{.*# \\{.*trace_id=\"[0-9a-f]{32}\"");
	}

	private static void readEndpoint(OperatedProcess application) {
		String reply = application.get("/actuator/callbacks");
		assertThat(JsonPath.<List<String>>read(reply, "$.activeRuns[*].age")).as("9. active runs with age")
			.isNotEmpty();
		assertThat(JsonPath.<List<?>>read(reply, "$.activeRuns[*].waitsFor")).as("9. their owner").isNotEmpty();
		assertThat(JsonPath.<List<String>>read(reply, "$.recentRuns[?(@.name == 'planner')].children[*].name"))
			.as("10. recent runs and their trees")
			.contains("manuals", "search", "mistralai");
		assertThat(JsonPath.<List<String>>read(reply, "$.handlers[?(@.name == 'slowHandler')].settings.window.source"))
			.as("14. which settings a handler has, and where from")
			.containsExactly("PROPERTY");
		assertThat(JsonPath.<List<String>>read(reply, "$.handlers[*].name")).containsExactlyInAnyOrder("slowHandler",
				"failingHandler", "sheddingHandler", "awaitedHandler", "callbackRunRecorder");
	}

	private static void changeHandler(OperatedProcess application) {
		application.post("/actuator/callbacks/handlers/slow-handler", "{\"window\": 16}");
		String slow = application.get("/actuator/callbacks/handlers/slow-handler");
		assertThat(JsonPath.<Map<String, Object>>read(slow, "$.settings.window")).as("15. change a handler at run time")
			.containsEntry("value", 16)
			.containsEntry("source", "OPERATOR");
	}

	private static void readLogsAndSpans(OperatedProcess application) {
		Matcher line = Pattern.compile("([0-9a-f]{32})-[0-9a-f]{16}.*The planner is at work")
			.matcher(application.get("/actuator/logfile"));
		assertThat(line.find()).as("11. trace id in logs").isTrue();
		String trace = line.group(1);
		List<String> spans = await().until(
				() -> JsonPath.<List<String>>read(application.get("/spans"), "$[?(@ =~ /" + trace + ".*/)]"),
				(found) -> found.stream()
					.anyMatch((span) -> span.contains("POST /turn") || span.contains("post /turn")));
		assertThat(spans).as("12. spans of runs")
			.anyMatch((span) -> span.contains("INTERNAL invoke_agent planner"))
			.anyMatch((span) -> span.contains("CLIENT retrieval manuals"))
			.anyMatch((span) -> span.contains("INTERNAL execute_tool search"))
			.anyMatch((span) -> span.contains("CLIENT chat m-1"));
	}

	private static void balance(List<Sample> samples) {
		Map<String, Double> accepted = new HashMap<>();
		Map<String, Double> done = new HashMap<>();
		for (Sample sample : samples) {
			String key = sample.labels.get("handler") + " " + sample.labels.get("event_type");
			switch (sample.name) {
				case "callbacks_events_total" -> accepted.merge(key, sample.value, Double::sum);
				case "callbacks_handler_duration_seconds_count", "callbacks_events_dropped_total" ->
					done.merge(key, sample.value, Double::sum);
				default -> {
				}
			}
		}
		assertThat(accepted).as("accepted is delivered and dropped").isNotEmpty().isEqualTo(done);
		double runs = sum(samples, "callbacks_runs_total", "run_kind", "chat_model");
		assertThat(runs).isEqualTo(2 * REQUESTS + 2 + STREAMS);
		assertThat(sum(samples, "gen_ai_client_inference_duration_seconds_count")).as("calls of models")
			.isEqualTo(runs);
		assertThat(sum(samples, "callbacks_runs_total", "run_kind", "chat_model", "outcome", "shutdown"))
			.isGreaterThanOrEqualTo(STREAMS);
		assertThat(sum(samples, "callbacks_runs_active")).as("runs that are left").isZero();
		assertThat(sum(samples, "operated_open_streams")).as("streams that hang").isZero();
	}

	private static double sum(List<Sample> samples, String name, String... labels) {
		return samples.stream().filter((sample) -> sample.is(name, labels)).mapToDouble(Sample::value).sum();
	}

	private static List<Sample> samples(String scrape) {
		List<Sample> samples = new ArrayList<>();
		Matcher sample = SAMPLE.matcher(scrape);
		while (sample.find()) {
			Map<String, String> labels = new HashMap<>();
			Matcher label = LABEL.matcher((sample.group(2) != null) ? sample.group(2) : "");
			while (label.find()) {
				labels.put(label.group(1), label.group(2));
			}
			samples.add(new Sample(sample.group(1), labels,
					Double.parseDouble(sample.group(3).replace("+Inf", "Infinity"))));
		}
		return samples;
	}

	/**
	 * A value that was scraped.
	 */
	private record Sample(String name, Map<String, String> labels, double value) {

		boolean is(String name, String... labels) {
			boolean is = this.name.equals(name);
			for (int i = 0; i < labels.length; i += 2) {
				is &= labels[i + 1].equals(this.labels.get(labels[i]));
			}
			return is;
		}

	}

}
