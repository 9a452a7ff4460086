// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.callbacks.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * The way in which a handler is called. A setting that is {@code null} is not set.
 *
 * @param window the tokens of a run that may be unfinished before the run waits; 256 by
 * default, or 1 with {@code raiseError}
 * @param timeout the longest time of one call of the handler; 30 seconds by default
 * @param raiseError whether a failure of the handler fails the run
 * @param inline whether the handler is called on the emitting thread, before all others
 * @param serialized whether the handler is never entered by two threads at once, across
 * all runs
 * @param concurrency the number of threads that may be in the handler at once, across all
 * runs; half of the callback executor's by default
 * @param onFull the policy for a token that finds the window full
 * @param enabled whether the handler is called at all
 * @param demandsStreaming whether a call for one whole answer is streamed, to give this
 * handler tokens
 * @param ignore the groups of events that the handler does not want
 * @param interest the events that the handler wants; found from its methods by default
 * @param source the instances whose events the handler gets; its own one by default
 * @since 0.1.0
 */
public record HandlerSettings(@Nullable Integer window, @Nullable Duration timeout, @Nullable Boolean raiseError,
		@Nullable Boolean inline, @Nullable Boolean serialized, @Nullable Integer concurrency, @Nullable OnFull onFull,
		@Nullable Boolean enabled, @Nullable Boolean demandsStreaming, @Nullable Set<EventGroup> ignore,
		@Nullable Set<EventType> interest, @Nullable EventSource source) {

	private static final HandlerSettings NONE = new HandlerSettings(null, null, null, null, null, null, null, null,
			null, null, null, null);

	public HandlerSettings {
		ignore = (ignore != null) ? Set.copyOf(ignore) : null;
		interest = (interest != null) ? Set.copyOf(interest) : null;
	}

	/**
	 * Returns settings of which none is set.
	 * @return the settings
	 */
	public static HandlerSettings none() {
		return NONE;
	}

	/**
	 * Reads the {@link CallbackSettings} on a class.
	 * @param handlerClass the class
	 * @return the settings
	 */
	public static HandlerSettings of(Class<?> handlerClass) {
		CallbackSettings annotation = handlerClass.getAnnotation(CallbackSettings.class);
		if (annotation == null) {
			return NONE;
		}
		return new HandlerSettings((annotation.window() != 0) ? annotation.window() : null,
				timeout(annotation.timeout(), handlerClass), annotation.raiseError() ? true : null,
				annotation.inline() ? true : null, annotation.serialized() ? true : null,
				(annotation.concurrency() != 0) ? annotation.concurrency() : null,
				(annotation.onFull() != OnFull.PUSH_BACK) ? annotation.onFull() : null, null,
				annotation.demandsStreaming() ? true : null,
				(annotation.ignore().length != 0) ? Set.of(annotation.ignore()) : null, null,
				(annotation.source() != EventSource.LOCAL) ? annotation.source() : null);
	}

	private static @Nullable Duration timeout(String timeout, Class<?> handlerClass) {
		try {
			return timeout.isEmpty() ? null : Duration.parse(timeout);
		}
		catch (DateTimeParseException ex) {
			throw new InvalidHandlerException("The timeout '" + timeout + "' of @CallbackSettings on "
					+ handlerClass.getName() + " is no ISO-8601 duration. Write five seconds as PT5S", ex);
		}
	}

	/**
	 * Returns a copy with another value of {@link #window}.
	 * @param window the value
	 * @return the copy
	 */
	public HandlerSettings withWindow(int window) {
		return new HandlerSettings(window, this.timeout, this.raiseError, this.inline, this.serialized,
				this.concurrency, this.onFull, this.enabled, this.demandsStreaming, this.ignore, this.interest,
				this.source);
	}

	/**
	 * Returns a copy with another value of {@link #timeout}.
	 * @param timeout the value
	 * @return the copy
	 */
	public HandlerSettings withTimeout(Duration timeout) {
		return new HandlerSettings(this.window, timeout, this.raiseError, this.inline, this.serialized,
				this.concurrency, this.onFull, this.enabled, this.demandsStreaming, this.ignore, this.interest,
				this.source);
	}

	/**
	 * Returns a copy with another value of {@link #raiseError}.
	 * @param raiseError the value
	 * @return the copy
	 */
	public HandlerSettings withRaiseError(boolean raiseError) {
		return new HandlerSettings(this.window, this.timeout, raiseError, this.inline, this.serialized,
				this.concurrency, this.onFull, this.enabled, this.demandsStreaming, this.ignore, this.interest,
				this.source);
	}

	/**
	 * Returns a copy with another value of {@link #inline}.
	 * @param inline the value
	 * @return the copy
	 */
	public HandlerSettings withInline(boolean inline) {
		return new HandlerSettings(this.window, this.timeout, this.raiseError, inline, this.serialized,
				this.concurrency, this.onFull, this.enabled, this.demandsStreaming, this.ignore, this.interest,
				this.source);
	}

	/**
	 * Returns a copy with another value of {@link #serialized}.
	 * @param serialized the value
	 * @return the copy
	 */
	public HandlerSettings withSerialized(boolean serialized) {
		return new HandlerSettings(this.window, this.timeout, this.raiseError, this.inline, serialized,
				this.concurrency, this.onFull, this.enabled, this.demandsStreaming, this.ignore, this.interest,
				this.source);
	}

	/**
	 * Returns a copy with another value of {@link #concurrency}.
	 * @param concurrency the value
	 * @return the copy
	 */
	public HandlerSettings withConcurrency(int concurrency) {
		return new HandlerSettings(this.window, this.timeout, this.raiseError, this.inline, this.serialized,
				concurrency, this.onFull, this.enabled, this.demandsStreaming, this.ignore, this.interest, this.source);
	}

	/**
	 * Returns a copy with another value of {@link #onFull}.
	 * @param onFull the value
	 * @return the copy
	 */
	public HandlerSettings withOnFull(OnFull onFull) {
		return new HandlerSettings(this.window, this.timeout, this.raiseError, this.inline, this.serialized,
				this.concurrency, onFull, this.enabled, this.demandsStreaming, this.ignore, this.interest, this.source);
	}

	/**
	 * Returns a copy with another value of {@link #enabled}.
	 * @param enabled the value
	 * @return the copy
	 */
	public HandlerSettings withEnabled(boolean enabled) {
		return new HandlerSettings(this.window, this.timeout, this.raiseError, this.inline, this.serialized,
				this.concurrency, this.onFull, enabled, this.demandsStreaming, this.ignore, this.interest, this.source);
	}

	/**
	 * Returns a copy with another value of {@link #demandsStreaming}.
	 * @param demandsStreaming the value
	 * @return the copy
	 */
	public HandlerSettings withDemandsStreaming(boolean demandsStreaming) {
		return new HandlerSettings(this.window, this.timeout, this.raiseError, this.inline, this.serialized,
				this.concurrency, this.onFull, this.enabled, demandsStreaming, this.ignore, this.interest, this.source);
	}

	/**
	 * Returns a copy with another value of {@link #ignore}.
	 * @param ignore the value
	 * @return the copy
	 */
	public HandlerSettings withIgnore(EventGroup... ignore) {
		return new HandlerSettings(this.window, this.timeout, this.raiseError, this.inline, this.serialized,
				this.concurrency, this.onFull, this.enabled, this.demandsStreaming,
				Set.copyOf(InvalidRequestException.allRequired(ignore, "A group of events")), this.interest,
				this.source);
	}

	/**
	 * Returns a copy with another value of {@link #interest}.
	 * @param interest the value
	 * @return the copy
	 */
	public HandlerSettings withInterest(Set<EventType> interest) {
		return new HandlerSettings(this.window, this.timeout, this.raiseError, this.inline, this.serialized,
				this.concurrency, this.onFull, this.enabled, this.demandsStreaming, this.ignore, interest, this.source);
	}

	/**
	 * Returns a copy with another value of {@link #source}.
	 * @param source the value
	 * @return the copy
	 */
	public HandlerSettings withSource(EventSource source) {
		return new HandlerSettings(this.window, this.timeout, this.raiseError, this.inline, this.serialized,
				this.concurrency, this.onFull, this.enabled, this.demandsStreaming, this.ignore, this.interest, source);
	}

	/**
	 * Returns a copy without what an inline handler cannot have: window, timeout,
	 * serialized and concurrency.
	 * @return the copy
	 */
	public HandlerSettings withoutThreads() {
		return new HandlerSettings(null, null, this.raiseError, this.inline, null, null, this.onFull, this.enabled,
				this.demandsStreaming, this.ignore, this.interest, this.source);
	}

	/**
	 * Returns a copy in which other settings, where they are set, replace these.
	 * @param others the overriding settings
	 * @return the merged settings
	 */
	public HandlerSettings overriddenBy(HandlerSettings others) {
		if (this == NONE || others == NONE) {
			return (others == NONE) ? this : others;
		}
		return new HandlerSettings(or(others.window, this.window), or(others.timeout, this.timeout),
				or(others.raiseError, this.raiseError), or(others.inline, this.inline),
				or(others.serialized, this.serialized), or(others.concurrency, this.concurrency),
				or(others.onFull, this.onFull), or(others.enabled, this.enabled),
				or(others.demandsStreaming, this.demandsStreaming), or(others.ignore, this.ignore),
				or(others.interest, this.interest), or(others.source, this.source));
	}

	private static <T> @Nullable T or(@Nullable T one, @Nullable T other) {
		return (one != null) ? one : other;
	}

	/**
	 * Returns the names of all settings.
	 * @return the names, which are those of the components
	 */
	public static Set<String> names() {
		return NONE.all().keySet();
	}

	/**
	 * Returns the settings that are set.
	 * @return the values by the names of the settings
	 */
	public Map<String, Object> values() {
		Map<String, Object> set = new LinkedHashMap<>();
		for (Map.Entry<String, @Nullable Object> setting : all().entrySet()) {
			if (setting.getValue() != null) {
				set.put(setting.getKey(), setting.getValue());
			}
		}
		return set;
	}

	private Map<String, @Nullable Object> all() {
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		values.put("window", this.window);
		values.put("timeout", this.timeout);
		values.put("raiseError", this.raiseError);
		values.put("inline", this.inline);
		values.put("serialized", this.serialized);
		values.put("concurrency", this.concurrency);
		values.put("onFull", this.onFull);
		values.put("enabled", this.enabled);
		values.put("demandsStreaming", this.demandsStreaming);
		values.put("ignore", this.ignore);
		values.put("interest", this.interest);
		values.put("source", this.source);
		return values;
	}

	/**
	 * Whether these settings exclude a type of event, since its group is ignored.
	 * @param type the type
	 * @return whether they do
	 */
	public boolean ignores(EventType type) {
		if (this.ignore != null) {
			for (EventGroup group : this.ignore) {
				if (group.types().contains(type)) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Returns these settings with a default for each that is not set, except for
	 * {@link #interest}, which is found from the handler.
	 * @param window the window of handlers that do not raise their errors
	 * @param timeout the timeout
	 * @param workers the number of threads that call handlers
	 * @return the complete settings
	 */
	public HandlerSettings withDefaults(int window, Duration timeout, int workers) {
		HandlerSettings defaults = new HandlerSettings(isOn(this.raiseError) ? 1 : window, timeout, false, false, false,
				Math.max(1, workers / 2), OnFull.PUSH_BACK, true, false, Set.of(), null, EventSource.LOCAL);
		HandlerSettings complete = defaults.overriddenBy(this);
		return isOn(this.serialized) ? complete.withConcurrency(1) : complete;
	}

	/**
	 * Finds a setting that cannot work.
	 * @param awaited whether the handler is awaited, which one that is inline cannot be
	 * @return the first fault, or empty if there is none
	 */
	public Optional<Fault> fault(boolean awaited) {
		if (this.window != null && this.window < 1) {
			return fault("window", this.window, "must be at least 1");
		}
		if (this.concurrency != null && this.concurrency < 1) {
			return fault("concurrency", this.concurrency, "must be at least 1");
		}
		if (this.timeout != null && (this.timeout.isNegative() || this.timeout.isZero())) {
			return fault("timeout", this.timeout, "must be positive");
		}
		return isOn(this.inline) ? faultOfInline(awaited) : Optional.empty();
	}

	private Optional<Fault> faultOfInline(boolean awaited) {
		String rule = "cannot be set for an inline handler";
		if (isOn(this.serialized)) {
			return fault("serialized", true, rule);
		}
		if (this.concurrency != null) {
			return fault("concurrency", this.concurrency, rule);
		}
		if (this.window != null) {
			return fault("window", this.window, rule);
		}
		if (this.timeout != null) {
			return fault("timeout", this.timeout, rule);
		}
		return awaited ? fault("inline", true, "cannot be set for a handler that is awaited") : Optional.empty();
	}

	private static Optional<Fault> fault(String setting, Object value, String rule) {
		return Optional.of(new Fault(setting, value, rule));
	}

	private static boolean isOn(@Nullable Boolean setting) {
		return Boolean.TRUE.equals(setting);
	}

	/**
	 * A setting that cannot work.
	 *
	 * @param setting the name of the setting
	 * @param value its value
	 * @param rule the rule that it breaks, as the end of a sentence about the setting
	 */
	public record Fault(String setting, Object value, String rule) {

	}

}
