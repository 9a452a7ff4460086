// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.story;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.callbacks.CallbackManager;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scenarios, played without a page.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "callbacks.handlers.slow-handler.enabled=false")
@DirtiesContext
class StoryTests {

	@Autowired
	private List<Scenario> scenarios;

	@Autowired
	private CallbackManager manager;

	@Autowired
	private RecordingHandler recording;

	@BeforeEach
	void clear() throws Exception {
		CallbackTests.awaitIdle(this.manager);
		this.recording.clear();
	}

	private Map<String, String> play(Class<? extends Scenario> type) throws Exception {
		Scenario scenario = this.scenarios.stream().filter(type::isInstance).findFirst().orElseThrow();
		List<Line> lines = scenario.play().collectList().block(Duration.ofSeconds(20));
		CallbackTests.awaitIdle(this.manager);
		return lines.stream()
			.collect(Collectors.groupingBy(Line::voice, Collectors.mapping(Line::text, Collectors.joining())));
	}

	private List<String> runs() {
		List<RunInfo> runs = this.recording.events(StartEvent.class).stream().map(StartEvent::run).toList();
		Map<Object, String> names = runs.stream().collect(Collectors.toMap(RunInfo::id, RunInfo::name));
		Function<RunInfo, String> parent = (run) -> (run.parentId() != null) ? names.get(run.parentId()) + "/" : "";
		return runs.stream().map((run) -> parent.apply(run) + run.name()).toList();
	}

	@Test
	void everyScenarioShowsItsCode() {
		assertThat(this.scenarios).hasSize(10)
			.allSatisfy((scenario) -> assertThat(SourceCode.of(scenario.getClass())).isNotBlank().doesNotContain("\t"));
	}

	@Test
	void threeAnswersStreamSideBySide() throws Exception {
		assertThat(play(ThreeStreams.class)).containsOnlyKeys("run", "handler", "window");
		assertThat(runs()).containsExactly("embedded", "embedded", "embedded");
	}

	@Test
	void aSlowHandlerLosesNothing() throws Exception {
		assertThat(play(HandlerWindow.class).get("answer")).startsWith("A window").endsWith("piles up.");
	}

	@Test
	void aHandlerThatHangsHoldsUpNobody() throws Exception {
		Map<String, String> voices = play(HungHandler.class);
		assertThat(voices.get("answer")).startsWith("A run").endsWith("now.");
		assertThat(voices.get("counter")).isEqualTo("48 tokens counted");
	}

	@Test
	void aHandlerThatThrowsEndsTheCallIfItIsMeantTo() throws Exception {
		Map<String, String> voices = play(ThrowingHandler.class);
		assertThat(voices.get("default")).endsWith("another.");
		assertThat(voices.get("raise-error")).isEqualTo("failed: I do not like this token");
	}

	@Test
	void theChainIsOneTree() throws Exception {
		assertThat(play(ChainWithAgent.class).get("embedded")).contains("Take the umbrella.");
		assertThat(runs()).containsExactlyInAnyOrder("trip", "trip/guide-books", "trip/question", "trip/travel-agent",
				"travel-agent/embedded", "travel-agent/weather", "travel-agent/train", "travel-agent/embedded",
				"trip/text");
	}

	@Test
	void theConsumerEndsTheCall() throws Exception {
		assertThat(play(CancelMidStream.class).get("watcher")).startsWith("CLOSED after: A run is one piece");
		assertThat(this.recording.events(ErrorEvent.class)).singleElement()
			.extracting(ErrorEvent::reason)
			.isEqualTo(EndReason.CLOSED);
	}

	@Test
	void oneItemOfTheBatchFails() throws Exception {
		Map<String, String> voices = play(BatchWithFailure.class);
		assertThat(voices.get("question 1")).startsWith("A run");
		assertThat(voices.get("question 2")).startsWith("failed: ");
		assertThat(voices.get("question 3")).startsWith("A window");
	}

	@Test
	void theClientOfSpringAiIsObserved() throws Exception {
		assertThat(play(SpringAiClient.class).get("spring-ai")).startsWith("A handler").endsWith("another.");
		assertThat(runs()).hasSize(2).first().isEqualTo("chat-client");
	}

	@Test
	void theServiceOfLangChain4jIsObserved() throws Exception {
		assertThat(play(LangChain4jService.class).get("langchain4j")).startsWith("A window").endsWith("piles up.");
		assertThat(runs()).hasSize(2).first().isEqualTo("Assistant.answer");
	}

	@Test
	void theShutdownDeliversWhatWasAccepted() throws Exception {
		Map<String, String> voices = play(ShutdownUnderLoad.class);
		assertThat(voices.get("finite")).startsWith("A run").endsWith("now.");
		assertThat(voices.get("endless")).contains("SHUTDOWN");
		// two starts, two endings, 48 tokens of the one and 8 of the other
		assertThat(voices.get("manager")).isEqualTo("stopped after 60 events, open runs: 0");
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Recording {

		@Bean
		RecordingHandler recording() {
			return new RecordingHandler();
		}

	}

}
