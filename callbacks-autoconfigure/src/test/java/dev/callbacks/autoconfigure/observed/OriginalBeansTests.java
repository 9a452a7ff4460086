// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OriginalBeans}: an injection by class gets the bean that it would get
 * if no bean were observed (G15).
 */
class OriginalBeansTests {

	private final ApplicationContextRunner plain = new ApplicationContextRunner();

	private final ApplicationContextRunner observed = this.plain
		.withUserConfiguration(ObservingPostProcessorTests.Library.class);

	private void assertThatBothInject(String name, Class<?>... configurations) {
		for (ApplicationContextRunner runner : new ApplicationContextRunner[] { this.plain, this.observed }) {
			runner.withUserConfiguration(configurations).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(Injected.class).shut().name).isEqualTo(name);
			});
		}
	}

	@Test
	void beanThatIsLeftAloneIsInjectedByItsName() {
		assertThatBothInject("alone", OneOfEach.class, NeedsAlone.class);
	}

	@Test
	void primaryBeanThatIsLeftAloneIsInjected() {
		assertThatBothInject("alone", PrimaryAlone.class, NeedsOne.class);
	}

	@Test
	void oneOfTwoReplacedBeansIsInjectedByItsQualifier() {
		assertThatBothInject("second", TwoReplaced.class, NeedsSecond.class);
	}

	@Test
	void oneOfTwoReplacedBeansIsInjectedByTheNameOfTheParameter() {
		assertThatBothInject("first", TwoReplaced.class, NeedsFirstByName.class);
	}

	static final class Shut implements Supplier<String> {

		private final String name;

		Shut(String name) {
			this.name = name;
		}

		@Override
		public String get() {
			return this.name;
		}

	}

	record Injected(Shut shut) {
	}

	@Configuration(proxyBeanMethods = false)
	static class OneOfEach {

		@Bean
		Supplier<String> replaced() {
			return new Shut("replaced");
		}

		@Bean
		Shut alone() {
			return new Shut("alone");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryAlone {

		@Bean
		Supplier<String> replaced() {
			return new Shut("replaced");
		}

		@Bean
		@Primary
		Shut alone() {
			return new Shut("alone");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoReplaced {

		@Bean
		Supplier<String> first() {
			return new Shut("first");
		}

		@Bean
		Supplier<String> second() {
			return new Shut("second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsAlone {

		@Bean
		Injected injected(Shut alone) {
			return new Injected(alone);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsOne {

		@Bean
		Injected injected(Shut shut) {
			return new Injected(shut);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsSecond {

		@Bean
		Injected injected(@Qualifier("second") Shut shut) {
			return new Injected(shut);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsFirstByName {

		@Bean
		Injected injected(Shut first) {
			return new Injected(first);
		}

	}

}
