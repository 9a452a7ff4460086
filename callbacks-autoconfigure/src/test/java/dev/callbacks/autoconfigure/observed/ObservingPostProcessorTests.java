// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import dev.callbacks.spi.ObservedBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link ObservingPostProcessor}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ObservingPostProcessorTests {

	private static final String BEANS = "callbacks.library.beans";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Library.class);

	@Test
	void beanOfAClassThatCanBeExtendedKeepsItAndIsObserved(CapturedOutput output) {
		this.runner.withBean("open", Open.class).run((context) -> {
			assertThat(context.getBean(Open.class).get()).isEqualTo("open");
			assertThat(context.getBean(Calls.class).calls).containsExactly("open");
			assertThat(output).containsOnlyOnce("Library: observed are {open=Supplier}; left alone are {}");
		});
	}

	@Test
	void beanOfAFinalClassIsLeftAlone(CapturedOutput output) {
		this.runner.withBean("shut", Shut.class).run((context) -> {
			assertThat(context.getBean(Shut.class).get()).isEqualTo("shut");
			assertThat(context.getBean(Calls.class).calls).isEmpty();
			assertThat(output).containsOnlyOnce("left alone are {shut=" + Shut.class.getName() + " is final}");
		});
	}

	@Test
	void beanOfAFinalClassThatIsDeclaredByItsInterfaceIsObserved() {
		this.runner.withUserConfiguration(ByInterface.class).run((context) -> {
			assertThat(context.getBean("shut", Supplier.class).get()).isEqualTo("shut");
			assertThat(context.getBean(Calls.class).calls).containsExactly("shut");
		});
	}

	@Test
	void beanOfAFinalClassIsObservedOnDemandAndInjectedByItsClass() {
		this.runner.withBean("shut", Shut.class)
			.withBean(Shop.class)
			.withPropertyValues(BEANS + ".SHUT=true")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(Shop.class).shut).isNotInstanceOf(ObservedBean.class);
				context.getBean("shut", Supplier.class).get();
				assertThat(context.getBean(Calls.class).calls).containsExactly("shut");
			});
	}

	@Test
	void beanThatAPropertyNamesIsLeftAlone(CapturedOutput output) {
		this.runner.withBean("isOpen", Open.class).withPropertyValues(BEANS + ".is-open=false").run((context) -> {
			assertThat(context.getBean(Open.class)).hasSameClassAs(new Open());
			assertThat(output).containsOnlyOnce("left alone are {isOpen=a property says so}");
		});
	}

	@Test
	void mocksAndSpiesAreLeftAlone(CapturedOutput output) {
		this.runner.withBean("mock", Supplier.class, () -> mock(Supplier.class))
			.withBean("spy", Open.class, () -> spy(new Open()))
			.run((context) -> {
				assertThat(context.getBean(Open.class).get()).isEqualTo("open");
				verify(context.getBean(Open.class)).get();
				context.getBean("mock", Supplier.class).get();
				verify(context.getBean("mock", Supplier.class)).get();
				assertThat(context.getBean(Calls.class).calls).isEmpty();
				assertThat(output).containsOnlyOnce("left alone are {mock=it is a mock, spy=it is a mock}");
			});
	}

	@Test
	void spyIsObservedOnDemand() {
		this.runner.withBean("spy", Open.class, () -> spy(new Open()))
			.withPropertyValues(BEANS + ".spy=true")
			.run((context) -> {
				context.getBean(Open.class).get();
				assertThat(context.getBean(Calls.class).calls).containsExactly("spy");
			});
	}

	@Test
	void beanThatAFactoryMakesIsObserved() {
		this.runner.withBean("open", OpenFactory.class).run((context) -> {
			context.getBean(Open.class).get();
			assertThat(context.getBean(Calls.class).calls).containsExactly("open");
		});
	}

	@Test
	void everyBeanOfAPrototypeIsObservedAndNoneIsMadeForNothing() {
		Prototypes.made = 0;
		this.runner.withUserConfiguration(Prototypes.class).run((context) -> {
			context.getBean("one", Supplier.class).get();
			assertThat(Prototypes.made).isEqualTo(1);
			context.getBean(Open.class).get();
			context.getBean(Open.class).get();
			assertThat(context.getBean(Calls.class).calls).hasSize(3);
		});
	}

	@Test
	void beanThatCannotBeHadByItsClassIsExplained(CapturedOutput output) {
		fail(Library.class, ByInterface.class, NeedsClass.class);
		assertThat(output).contains("APPLICATION FAILED TO START", "the class " + Shut.class.getName(),
				"bean 'shut' is replaced by a proxy of its interfaces", "Inject java.util.function.Supplier instead",
				"set '" + BEANS + ".shut' to false");
	}

	@Test
	void otherFailuresAreLeftToOthers(CapturedOutput output) {
		fail(Library.class, NeedsClass.class);
		assertThat(output).contains("APPLICATION FAILED TO START").doesNotContain("is replaced by a proxy");
	}

	private static void fail(Class<?>... sources) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(sources).web(WebApplicationType.NONE);
		assertThatException().isThrownBy(application::run);
	}

	@Configuration(proxyBeanMethods = false)
	static class Library {

		@Bean
		Calls calls() {
			return new Calls();
		}

		@Bean
		static ObservingPostProcessor observingPostProcessor(ConfigurableListableBeanFactory beanFactory) {
			return new ObservingPostProcessor(beanFactory);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static ObservedBeans libraryBeans(Environment environment) {
			return new ObservedBeans("Library", "callbacks.library", environment);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		@SuppressWarnings("rawtypes")
		static BeanObservation<Supplier> supplierObservation(ObservedBeans libraryBeans, ObjectProvider<Calls> calls) {
			return new BeanObservation<>(libraryBeans, Supplier.class, (name, bean) -> () -> {
				calls.getObject().calls.add(name);
				return bean.get();
			});
		}

	}

	static class Calls {

		final Queue<String> calls = new ConcurrentLinkedQueue<>();

	}

	static class Open implements Supplier<String> {

		@Override
		public String get() {
			return "open";
		}

	}

	static final class Shut implements Supplier<String> {

		@Override
		public String get() {
			return "shut";
		}

	}

	static class Shop {

		private final Shut shut;

		Shop(Shut shut) {
			this.shut = shut;
		}

	}

	static class OpenFactory implements FactoryBean<Open> {

		@Override
		public Open getObject() {
			return new Open();
		}

		@Override
		public Class<?> getObjectType() {
			return Open.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ByInterface {

		@Bean
		Supplier<String> shut() {
			return new Shut();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsClass {

		@Bean
		String needsClass(BeanFactory beanFactory) {
			beanFactory.getBeanProvider(Supplier.class).stream().count();
			return beanFactory.getBean(Shut.class).get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Prototypes {

		static int made;

		@Bean
		@Scope("prototype")
		Open one() {
			made++;
			return new Open();
		}

	}

}
