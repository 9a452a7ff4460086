// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.callbacks.Run;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.wire.LangChain4jWorld.Observer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * LangChain4j itself as the oracle: whatever its user does, the user sees the same with
 * us as without.
 */
@Timeout(120)
class LangChain4jOracleTests {

	static Stream<Arguments> scenarios() {
		return Stream
			.<LangChain4jStory>concat(Arrays.stream(LangChain4jScenario.values()),
					Arrays.stream(LangChain4jAgentScenario.values()))
			.flatMap((scenario) -> Stream.of(Arguments.of(scenario, false), Arguments.of(scenario, true)));
	}

	@ParameterizedTest(name = "{0}, anthropic: {1}")
	@MethodSource("scenarios")
	void userSeesTheSameWithUsAsWithout(LangChain4jStory scenario, boolean anthropic) throws IOException {
		List<String> without = play(scenario, anthropic, Observer.NOBODY);
		for (Observer observer : observers(anthropic)) {
			assertThat(play(scenario, anthropic, observer)).as(observer.name()).isEqualTo(without);
		}
	}

	/**
	 * All of them, or for the second protocol the one that does most.
	 */
	private static Set<Observer> observers(boolean second) {
		return second ? EnumSet.of(Observer.WRAPPING_SLOW) : EnumSet.complementOf(EnumSet.of(Observer.NOBODY));
	}

	private List<String> play(LangChain4jStory scenario, boolean anthropic, Observer observer) throws IOException {
		try (WireServer server = new WireServer(anthropic ? new AnthropicWire() : new OpenAiWire());
				LangChain4jWorld world = new LangChain4jWorld(server, anthropic, observer)) {
			scenario.play(world);
			world.close();
			await(observer + ": runs end").pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(20))
				.atMost(Duration.ofSeconds(20))
				.until(() -> {
					if (world.manager().openRuns() != 0) {
						// the run of a listened stream that was cancelled ends when it is
						// collected
						System.gc();
					}
					return world.manager().openRuns() == 0;
				});
			assertThat(world.recorder().events().stream().filter(TerminalEvent.class::isInstance))
				.hasSameSizeAs(world.recorder().events().stream().filter(StartEvent.class::isInstance).toList());
			assertThat(Run.find()).isEmpty();
			return world.seen();
		}
	}

}
