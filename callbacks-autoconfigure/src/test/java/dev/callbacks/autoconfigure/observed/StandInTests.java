// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import dev.callbacks.spi.ObservedBean;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StandIn}.
 */
class StandInTests {

	private final List<String> calls = new ArrayList<>();

	private final ObservedBeans beans = new ObservedBeans("Library", "callbacks.library", new MockEnvironment());

	private <T> BeanObservation<T> observation(Class<T> type, UnaryOperator<T> view) {
		return new BeanObservation<>(this.beans, type, (name, bean) -> view.apply(bean));
	}

	private BeanObservation<Speaker> speaking() {
		return observation(Speaker.class, (bean) -> (text) -> {
			this.calls.add(text);
			return bean.speak(text);
		});
	}

	private StandIn standIn(Object bean, BeanObservation<?>... observations) {
		return new StandIn(bean, "bean", List.of(observations));
	}

	@Test
	void standInIsOfTheBeansClassAndHasItsState() {
		Parrot bean = new Parrot("Polly");
		Parrot parrot = (Parrot) standIn(bean, speaking()).ofItsClass();
		assertThat(parrot.speak("Hello")).isEqualTo("Polly: Hello");
		assertThat(parrot.name()).isEqualTo("Polly");
		assertThat(parrot.secret()).isEqualTo("of Polly");
		assertThat(parrot.friend().name()).isEqualTo("none");
		assertThat(parrot).hasToString("parrot");
		assertThat(this.calls).containsExactly("Hello");
	}

	@Test
	void standInEqualsItselfAndItsBeanAndOtherStandInsOfTheBean() {
		Parrot bean = new Parrot("Polly");
		Object one = standIn(bean, speaking()).ofItsClass();
		Object other = standIn(bean, speaking()).ofItsInterfaces();
		assertThat(one).isEqualTo(one).isEqualTo(bean).isEqualTo(other).hasSameHashCodeAs(bean);
		assertThat(one).isNotEqualTo(new Parrot("Polly")).isNotEqualTo(null);
	}

	@Test
	void beanThatReturnsItselfReturnsItsStandIn() {
		Parrot parrot = (Parrot) standIn(new Parrot("Polly"), speaking()).ofItsClass();
		assertThat(parrot.self()).isSameAs(parrot);
	}

	@Test
	void beanIsFoundBehindItsStandIns() {
		Parrot bean = new Parrot("Polly");
		Object inner = standIn(bean, speaking()).ofItsClass();
		Object outer = standIn(inner, observation(Singer.class, UnaryOperator.identity())).ofItsClass();
		assertThat(ObservedBean.unwrap(Object.class, outer)).isSameAs(bean);
		assertThat(((Parrot) outer).speak("Hello")).isEqualTo("Polly: Hello");
		assertThat(this.calls).hasSize(1);
	}

	@Test
	void whateverTheBeanThrowsPassesAsItIs() {
		IOException failure = new IOException("mute");
		Speaker mute = (text) -> {
			throw StandInTests.<RuntimeException>sneaky(failure);
		};
		Speaker lambda = (Speaker) standIn(mute, speaking()).ofItsInterfaces();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> lambda.speak("Hello")).isSameAs(failure);
		assertThat(this.calls).hasSize(1);
	}

	@SuppressWarnings("unchecked")
	private static <X extends Throwable> RuntimeException sneaky(Throwable failure) throws X {
		throw (X) failure;
	}

	@Test
	void beanOfSeveralTypesIsObservedAsEach() {
		Parrot parrot = (Parrot) standIn(new Parrot("Polly"), speaking(), observation(Singer.class, (bean) -> () -> {
			this.calls.add("sing");
			return bean.sing();
		})).ofItsClass();
		parrot.speak("Hello");
		assertThat(parrot.sing()).isEqualTo("la");
		assertThat(this.calls).containsExactly("Hello", "sing");
	}

	@Test
	void beanOfAClassOfTheJdksProxiesIsObservedByItsInterfaces() {
		ProxyFactory factory = new ProxyFactory(new Parrot("Polly"));
		factory.setInterfaces(Speaker.class, Singer.class);
		Object proxy = factory.getProxy();
		assertThat(StandIn.obstacle(proxy.getClass())).contains("is final");
		Object standIn = standIn(proxy, speaking()).ofItsInterfaces();
		assertThat(((Speaker) standIn).speak("Hello")).isEqualTo("Polly: Hello");
		assertThat(((Singer) standIn).sing()).isEqualTo("la");
		assertThat(this.calls).hasSize(1);
	}

	@Test
	void beanIsCalledUnobservedAsLongAsWhatObservesItCannotBeMade() {
		List<String> missing = new ArrayList<>(List.of("callbacks"));
		Parrot parrot = (Parrot) standIn(new Parrot("Polly"), observation(Speaker.class, (bean) -> {
			if (!missing.isEmpty()) {
				throw new NoSuchBeanDefinitionException(missing.remove(0));
			}
			return speaking().view().apply("bean", bean);
		})).ofItsClass();
		assertThat(parrot.speak("early")).isEqualTo("Polly: early");
		assertThat(parrot.speak("late")).isEqualTo("Polly: late");
		assertThat(this.calls).containsExactly("late");
	}

	@Test
	void classThatCannotBeExtendedIsNamedWithItsReason() {
		assertThat(StandIn.obstacle(Parrot.class)).isNull();
		assertThat(StandIn.obstacle(FinalClass.class)).contains("FinalClass is final");
		assertThat(StandIn.obstacle(FinalMethod.class)).contains("FinalMethod has a final method 'speak'");
		assertThat(StandIn.obstacle(FinalMethodAbove.class)).contains("has a final method 'speak'");
		assertThat(StandIn.obstacle(PublicField.class)).contains("PublicField has a field 'name' that is");
		assertThat(StandIn.obstacle(PackageFieldAbove.class)).contains("has a field 'heard' that is not private");
		assertThat(StandIn.obstacle(PrivateConstructor.class)).contains("has private constructors only");
	}

	interface Speaker {

		String speak(String text);

	}

	interface Singer {

		String sing();

	}

	static class Parrot implements Speaker, Singer {

		private final String name;

		Parrot(String name) {
			this.name = name;
		}

		@Override
		public String speak(String text) {
			return this.name + ": " + text;
		}

		@Override
		public String sing() {
			return "la";
		}

		String name() {
			return this.name;
		}

		Parrot self() {
			return this;
		}

		Parrot friend() {
			return new Parrot("none");
		}

		protected String secret() {
			return "of " + this.name;
		}

		@Override
		public String toString() {
			return "parrot";
		}

	}

	static final class FinalClass {

	}

	static class FinalMethod implements Speaker {

		@Override
		public final String speak(String text) {
			return text;
		}

	}

	static class FinalMethodAbove extends FinalMethod {

	}

	static class PublicField {

		public String name = "";

	}

	static class PackageField {

		final List<String> heard = new ArrayList<>();

	}

	static class PackageFieldAbove extends PackageField {

	}

	static class PrivateConstructor {

		private PrivateConstructor() {
		}

	}

}
