// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.callbacks.event.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HandlerSettings}.
 */
class HandlerSettingsTests {

	private static final HandlerSettings SOME = new HandlerSettings(3, Duration.ofSeconds(5), true, false, true, 2,
			OnFull.SHED_TOKENS, false, true, Set.of(EventGroup.TOOL), EnumSet.of(EventType.LLM_END), EventSource.FLEET);

	private static final HandlerSettings OTHERS = new HandlerSettings(4, Duration.ofSeconds(6), false, true, false, 1,
			OnFull.PUSH_BACK, true, false, Set.of(EventGroup.CHAIN), EnumSet.of(EventType.LLM_START),
			EventSource.LOCAL);

	static List<RecordComponent> settings() {
		return Arrays.asList(HandlerSettings.class.getRecordComponents());
	}

	/**
	 * Settings of which one is set.
	 */
	private static HandlerSettings only(RecordComponent setting, HandlerSettings values) throws Exception {
		Object[] arguments = settings().stream()
			.map((each) -> each.getName().equals(setting.getName()) ? value(each, values) : null)
			.toArray();
		Class<?>[] types = settings().stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
		return HandlerSettings.class.getConstructor(types).newInstance(arguments);
	}

	private static Object value(RecordComponent setting, HandlerSettings settings) {
		try {
			return setting.getAccessor().invoke(settings);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@MethodSource("settings")
	void settingOverridesItselfAndNoOther(RecordComponent setting) throws Exception {
		HandlerSettings merged = SOME.overriddenBy(only(setting, OTHERS));
		for (RecordComponent each : settings()) {
			assertThat(value(each, merged)).as(each.getName())
				.isEqualTo(value(each, each.getName().equals(setting.getName()) ? OTHERS : SOME));
		}
		assertThat(HandlerSettings.none().overriddenBy(only(setting, SOME))).isEqualTo(only(setting, SOME));
	}

	@ParameterizedTest
	@MethodSource("settings")
	void settingThatIsNotSetHasADefault(RecordComponent setting) {
		HandlerSettings complete = HandlerSettings.none().withDefaults(256, Duration.ofSeconds(30), 8);
		if (setting.getName().equals("interest")) {
			assertThat(value(setting, complete)).as("found from the handler").isNull();
		}
		else {
			assertThat(value(setting, complete)).isNotNull();
		}
	}

	@ParameterizedTest
	@MethodSource("settings")
	void settingThatIsSetStays(RecordComponent setting) throws Exception {
		HandlerSettings complete = only(setting, SOME).withDefaults(256, Duration.ofSeconds(30), 8);
		assertThat(value(setting, complete)).isEqualTo(value(setting, SOME));
	}

	@Test
	void defaultsDependOnRaisedErrorsAndOnThreads() {
		HandlerSettings complete = HandlerSettings.none().withDefaults(256, Duration.ofSeconds(30), 8);
		assertThat(complete.window()).isEqualTo(256);
		assertThat(complete.concurrency()).isEqualTo(4);
		HandlerSettings none = HandlerSettings.none();
		assertThat(none.withRaiseError(true).withDefaults(256, Duration.ofSeconds(30), 8).window()).isEqualTo(1);
		assertThat(none.withDefaults(256, Duration.ofSeconds(30), 1).concurrency()).isEqualTo(1);
	}

	@Test
	void serializedHandlerHasOneThreadWhateverItsConcurrency() {
		HandlerSettings serialized = HandlerSettings.none().withSerialized(true).withConcurrency(3);
		assertThat(serialized.withDefaults(256, Duration.ofSeconds(30), 8).concurrency()).isEqualTo(1);
	}

	@Test
	void faultNamesItsSetting() {
		assertThat(HandlerSettings.none().fault(true)).isEmpty();
		assertThat(HandlerSettings.none().withWindow(0).fault(false))
			.contains(new HandlerSettings.Fault("window", 0, "must be at least 1"));
		assertThat(HandlerSettings.none().withInline(true).fault(false)).isEmpty();
		assertThat(HandlerSettings.none().withInline(true).fault(true)).map(HandlerSettings.Fault::setting)
			.contains("inline");
	}

	@Test
	void timeoutOfAnAnnotationThatIsNoDurationIsRefused() {
		assertThatExceptionOfType(InvalidHandlerException.class).isThrownBy(() -> HandlerSettings.of(FiveSeconds.class))
			.withMessageContaining(FiveSeconds.class.getName())
			.withMessageContaining("'5s'");
	}

	@CallbackSettings(timeout = "5s")
	static class FiveSeconds {

	}

}
